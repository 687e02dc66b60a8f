import { createServer, type Socket } from 'node:net';
import { codeOf, FibimgError } from '../../core/error.ts';
import { foreignCaller } from './foreign-caller.ts';
import {
  type ConnectionOptions,
  type HttpConnection,
  type HttpHandler,
  keepAliveSeconds,
  serveConnection,
} from './http-connection.ts';
import type { HttpReply } from './http-reply.ts';
import type { HttpRequest } from './request-parser.ts';

interface HttpServerOptions extends ConnectionOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** The answer to a request that does not come from a program of this machine. */
  readonly refuse: (why: string) => HttpReply;
}

interface HttpServer {
  readonly port: number;
  /** Takes no new requests and resolves when those in flight have ended, or after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

/** A load test opens a thousand at once; beyond Node's 511 the system resets some of them on a busy machine. */
const maxPendingConnections = 4096;

const restOfRequestMs = 1000;

/** Whoever takes longer to say what they want is not heard any more. */
const requestTimeoutMs = 300_000;

const sweepEveryMs = 5000;

/**
 * An HTTP/1.1 server on loopback, for programs of this machine: requests of web pages never reach the handler. A port
 * that is taken is a `refused` error.
 */
export const startHttpServer = async (options: HttpServerOptions): Promise<HttpServer> => {
  const { port } = options;
  const served = { ...options, handler: withoutForeigners(options) };
  const connections = new Set<HttpConnection>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => {
    const connection = serveConnection(socket, served);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', (error) => reject(listenError(port, error)));
    server.listen(port, '127.0.0.1', maxPendingConnections);
  });
  const sweep = setInterval(() => {
    for (const connection of connections) dropStale(connection);
  }, sweepEveryMs).unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return {
    port: address.port,
    close: (patienceMs) =>
      new Promise((resolve) => {
        clearInterval(sweep);
        // Those that have asked nothing, and soon after those that have not said all of it, wait for no answer.
        for (const connection of connections) connection.dismiss();
        const timers = [
          setTimeout(() => {
            for (const each of connections) if (each.state() === 'asking') each.destroy();
          }, restOfRequestMs),
          setTimeout(() => {
            for (const connection of connections) connection.destroy();
          }, patienceMs),
        ];
        server.close(() => {
          for (const timer of timers) clearTimeout(timer);
          resolve();
        });
      }),
  };
};

const withoutForeigners = ({ handler, refuse }: HttpServerOptions): HttpHandler => {
  return (request: HttpRequest, sourceIp) => {
    const foreign = foreignCaller(request.headers);
    return foreign === undefined ? handler(request, sourceIp) : refuse(foreign);
  };
};

const dropStale = (connection: HttpConnection): void => {
  const state = connection.state();
  const limitMs = state === 'idle' ? keepAliveSeconds * 1000 : requestTimeoutMs;
  const quietMs = connection.countQuiet() * sweepEveryMs;
  if (state !== 'answering' && quietMs > limitMs) connection.destroy();
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
