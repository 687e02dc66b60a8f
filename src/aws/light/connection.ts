import http from 'node:http';
import https from 'node:https';

/** One HTTP server and its kept-alive connections. */
export interface Connection {
  readonly base: URL;
  send(request: WireRequest, signal?: AbortSignal): Promise<Answer>;
  /** Closes the connections that lie idle, so that the next request opens a new one. */
  dropIdle(): void;
  close(): void;
}

/** A request as it goes out, already signed. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Calls reject with the signal's reason, or with the system's error when the connection fails.
 *
 * @param silenceMs a server that says nothing for this long is taken for gone.
 */
export const openConnection = (base: URL, silenceMs: number): Connection => {
  const client = base.protocol === 'http:' ? http : https;
  const agent = new client.Agent({ keepAlive: true });
  return {
    base,
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        const { method, path, headers } = request;
        const fail = (error: unknown) => reject(signal?.aborted ? signal.reason : error);
        const outgoing = client.request(
          { host: hostname(base), port: base.port, method, path, headers, agent, signal },
          (incoming) => collect(incoming, resolve, fail),
        );
        outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error('no answer in time')));
        outgoing.on('error', fail);
        outgoing.end(request.body);
      }),
    dropIdle: () => {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    },
    close: () => agent.destroy(),
  };
};

/** An IPv6 address stands in brackets in a URL, and without them for a connection. */
const hostname = (base: URL): string => base.hostname.replace(/^\[(.*)\]$/, '$1');

const collect = (
  incoming: http.IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('error', reject);
  incoming.on('end', () =>
    resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) }),
  );
};
