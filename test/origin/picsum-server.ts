import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  readonly url: string;
  readonly requests: readonly string[];
  /** Connections opened so far, and those still open. */
  connections(): { readonly opened: number; readonly open: number };
  close(): Promise<void>;
}

/** Serves `answer` on a free port of the loopback interface and keeps count. */
export const startServer = (answer: Answer): Promise<TestServer> =>
  listen(
    createServer((request, response) => answer(request, response)),
    'http',
  );

export const listen = async (server: Server, scheme: 'http' | 'https'): Promise<TestServer> => {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on('request', (request: IncomingMessage) => requests.push(request.url ?? ''));
  server.on('connection', (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    connections: () => ({ opened, open: sockets.size }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

/** Answers as picsum.photos does: /N redirects to /id/13/N/N.jpg?hmac=..., which has the bytes. */
export const likePicsum =
  (image: Uint8Array): Answer =>
  (request, response) => {
    const pixels = /^\/(\d+)$/.exec(request.url ?? '')?.[1];
    if (pixels !== undefined) {
      response.writeHead(302, { location: `/id/13/${pixels}/${pixels}.jpg?hmac=abc` }).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'image/jpeg',
        'content-disposition': 'inline; filename="13-20x20.jpg"',
      })
      .end(image);
  };
