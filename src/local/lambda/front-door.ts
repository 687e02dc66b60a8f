import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';

export interface FrontDoor {
  readonly port: number;
  /** Takes no new requests and resolves when those in flight have ended, or after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Clients keep idle connections for less than this, so that they are the ones who close them. */
const keepAliveTimeoutMs = 120_000;

/** The HTTP server of the local Lambda, on loopback. A port that is taken is a `refused` error. */
export const openFrontDoor = async (port: number, listener: Listener): Promise<FrontDoor> => {
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    listener(request, response).catch((error: unknown) => {
      // A client that goes away in the middle of its request needs no answer.
      if (!request.complete || response.headersSent) response.destroy();
      else response.writeHead(500).end(messageOf(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', (error) => reject(listenError(port, error)));
    server.listen(port, '127.0.0.1');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return {
    port: address.port,
    close: (patienceMs) =>
      new Promise((resolve) => {
        // Connections become idle one after the other as their requests end.
        const sweep = setInterval(() => server.closeIdleConnections(), 20);
        const enough = setTimeout(() => server.closeAllConnections(), patienceMs);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(enough);
          resolve();
        });
      }),
  };
};

const listenError = (port: number, cause: Error): FibimgError =>
  codeOf(cause) === 'EADDRINUSE'
    ? new FibimgError('refused', `port ${port} is taken`, {
        why: 'another program listens there',
        hint: 'choose another port, or --port 0 for any free one',
        cause,
      })
    : new FibimgError('network', `port ${port} cannot be listened on`, {
        why: cause.message,
        hint: '--port 0 takes any free one',
        cause,
      });
