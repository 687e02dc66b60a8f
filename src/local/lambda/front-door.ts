import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import { foreignCaller } from '../wire/foreign-caller.ts';

interface FrontDoor {
  readonly port: number;
  /** Takes no new requests and resolves when those in flight have ended, or after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Clients keep idle connections for less than this, so that they are the ones who close them. */
const keepAliveTimeoutMs = 120_000;

const restOfRequestMs = 1000;

/** A load test opens a thousand at once; beyond Node's 511 the system resets some of them on a busy machine. */
const maxPendingConnections = 4096;

/** The HTTP server of the local Lambda, on loopback. A port that is taken is a `refused` error. */
export const openFrontDoor = async (port: number, listener: Listener): Promise<FrontDoor> => {
  const connections = new Set<Socket>();
  const requests = new Set<IncomingMessage>();
  let isClosing = false;
  const dismiss = (socket: Socket): void => {
    if (![...requests].some((request) => request.socket === socket)) socket.destroySoon();
  };
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    const foreign = foreignCaller(request.headers);
    if (foreign !== undefined) return refuse(response, foreign);
    requests.add(request);
    response.once('close', () => {
      requests.delete(request);
      if (isClosing) dismiss(request.socket);
    });
    listener(request, response).catch((error: unknown) => {
      // A client that goes away in the middle of its request needs no answer.
      if (!request.complete || response.headersSent) response.destroy();
      else response.writeHead(500).end(messageOf(error));
    });
  });
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', (error) => reject(listenError(port, error)));
    server.listen(port, '127.0.0.1', maxPendingConnections);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return {
    port: address.port,
    close: (patienceMs) =>
      new Promise((resolve) => {
        isClosing = true;
        // Those that have asked nothing, and soon after those that have not said all of it, wait for no answer.
        for (const socket of connections) dismiss(socket);
        const timers = [
          setTimeout(() => {
            for (const { complete, socket } of requests) if (!complete) socket.destroy();
          }, restOfRequestMs),
          setTimeout(() => server.closeAllConnections(), patienceMs),
        ];
        server.close(() => {
          for (const timer of timers) clearTimeout(timer);
          resolve();
        });
      }),
  };
};

const refuse = (response: ServerResponse, why: string): void => {
  response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ Message: `Forbidden: ${why}` }));
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
