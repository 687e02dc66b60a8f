import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { openServerSocket, type ServerSocket, type ServiceAnswer } from './server-socket.ts';

/** One HTTP server and its kept-alive connections. */
interface ServerConnections {
  send(request: SignedRequest, signal?: AbortSignal): Promise<ServiceAnswer>;
  /** Closes the connections that lie idle, so that the next request opens a new one. */
  dropIdle(): void;
  close(): void;
}

/** A request with its signature, its length and all other headers. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/**
 * Calls reject with the signal's reason, or with the system's error when the connection fails.
 *
 * @param silenceMs a server that says nothing for this long is taken for gone.
 */
export const openConnection = (base: URL, silenceMs: number): ServerConnections => {
  const dial = createDialer(base);
  const open = new Set<ServerSocket>();
  const idle = (): ServerSocket | undefined => {
    for (const each of open) if (each.isIdle()) return each;
    return undefined;
  };
  const openOn = (socket: Socket): ServerSocket => {
    const made = openServerSocket(socket, silenceMs, (gone) => open.delete(gone));
    open.add(made);
    return made;
  };
  return {
    send: async (request, signal) => {
      signal?.throwIfAborted();
      const text = textOf(request);
      return (idle() ?? openOn(await dial())).carry(text, signal);
    },
    dropIdle: () => {
      for (const each of open) if (each.isIdle()) each.destroy();
    },
    close: () => {
      for (const each of open) each.destroy();
    },
  };
};

/** Of TLS nothing is loaded where the store is on this machine. */
const createDialer = ({ protocol, hostname, port }: URL): (() => Promise<Socket>) => {
  const host = hostname.replace(/^\[|\]$/g, '');
  const shared = { host, noDelay: true, keepAlive: true };
  if (protocol === 'http:') return async () => connectTcp({ ...shared, port: Number(port || 80) });
  const secure = {
    ...shared,
    port: Number(port || 443),
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  };
  let session: Buffer | undefined;
  return async () => {
    const { connect } = await import('node:tls');
    const socket = connect({ ...secure, ...(session && { session }) });
    return socket.on('session', (resumable) => {
      session = resumable;
    });
  };
};

const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

/** The request as latin1: one character a byte. */
const textOf = ({ method, path, headers, body }: SignedRequest): string => {
  const lines = [`${method} ${path} HTTP/1.1`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (lines.some((line) => unsendable.test(line))) {
    throw new Error('a header of the request has a character that HTTP cannot carry');
  }
  return `${lines.join('\r\n')}\r\n\r\n${body === undefined ? '' : body.toString('latin1')}`;
};
