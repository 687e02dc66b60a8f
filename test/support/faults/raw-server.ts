import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

/** Called for each request with its text, its number on its connection and that connection's number, from 0. */
export type Respond = (socket: Socket, request: string, nth: number, connection: number) => void;

export interface RawServer {
  readonly port: number;
  /** Texts of all requests, in order of arrival. */
  readonly requests: readonly string[];
  readonly connections: readonly Socket[];
  close(): Promise<void>;
}

/** A server that answers with whatever bytes a test wants. Requests have no bodies. */
export const startRawServer = async (
  respond: Respond,
  tls?: { readonly key: string; readonly cert: string },
): Promise<RawServer> => {
  const requests: string[] = [];
  const connections: Socket[] = [];
  const accept = (socket: Socket | TLSSocket) => {
    const connection = connections.push(socket) - 1;
    let pending = '';
    let nth = 0;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        if (end === -1) return;
        const request = pending.slice(0, end + 4);
        pending = pending.slice(end + 4);
        requests.push(request);
        respond(socket, request, nth++, connection);
      }
    });
  };
  const server: Server = tls ? createTlsServer(tls, accept) : createTcpServer(accept);
  server.on('tlsClientError', () => {});
  const port = await listen(server);
  const close = async () => {
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, requests, connections, close };
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });

/** An answer with a body of known length. */
export const answerText = (body = '', status = '200 OK', headers = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
