import http, {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';

interface HttpCall {
  readonly method: string;
  /** As it goes over the wire, for signatures cover it; that of the URL when absent. */
  readonly path?: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
  readonly agent: Agent;
  /** Of the answer's body; a longer one is `TooLarge`. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Sees the request before it is sent: for time-outs of its own. */
  readonly onRequest?: (request: ClientRequest) => void;
}

export interface WholeAnswer {
  readonly status: number;
  /** Names in lower case, each with every value that was sent. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** The answer is larger than it may be. */
export class TooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the answer is larger than ${maxBytes / 2 ** 20} MB`);
    this.name = 'TooLarge';
  }
}

/**
 * One HTTP request and its whole answer in memory. Rejects with the system's error, `TooLarge`, or Node's AbortError;
 * whatever ends it early closes the socket.
 */
export const sendRequest = (url: URL, call: HttpCall): Promise<WholeAnswer> =>
  new Promise((resolve, reject) => {
    const { method, path, headers, body, agent, maxBytes, signal, onRequest } = call;
    const client = url.protocol === 'https:' ? https : http;
    const request = client.request(url, {
      method,
      headers,
      agent,
      ...(path !== undefined && { path }),
      ...(signal !== undefined && { signal }),
    });
    request.on('error', reject);
    // Node hands the bare socket of a 101 over and ends nothing by itself.
    request.once('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      reject(
        new Error(`it answered ${statusCode} to switch protocols, which nobody had asked for`),
      );
    });
    request.once('response', (response) => {
      readBounded(response, maxBytes).then(
        (read) => resolve(answerOf(response, read)),
        (thrown: unknown) => {
          request.destroy();
          reject(thrown);
        },
      );
    });
    onRequest?.(request);
    request.end(body);
  });

/** All bytes of a stream; one that is too long is destroyed. By events, for an async iterator costs more than the rest. */
export const readBounded = (stream: Readable, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    stream.on('data', (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) stream.destroy(new TooLarge(maxBytes));
      else chunks.push(chunk);
    });
    stream.on('end', () => resolve(Buffer.concat(chunks, bytes)));
    stream.on('error', reject);
    stream.on('close', () => reject(new Error('the answer ended too early')));
  });

const answerOf = (response: IncomingMessage, body: Buffer): WholeAnswer => ({
  status: response.statusCode ?? 0,
  headers: new Map(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]),
  ),
  body,
});

/** The first value of a header. */
export const headerOf = ({ headers }: WholeAnswer, name: string): string | undefined =>
  headers.get(name)?.[0];
