import type {
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
} from 'node:http';
import type { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';

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

/** Where a request goes: the parts of a URL as Node wants them, to be made once where many requests go there. */
interface HttpTarget {
  readonly parts: RequestOptions;
}

export const targetOf = (url: URL): HttpTarget => ({ parts: urlToHttpOptions(url) });

/**
 * One HTTP request and its whole answer in memory. Rejects with the system's error, `TooLarge`, or an error named
 * AbortError; whatever ends it early closes the socket.
 */
export const sendRequest = async ({ parts }: HttpTarget, call: HttpCall): Promise<WholeAnswer> => {
  const start = await startOf(parts);
  return new Promise((resolve, reject) => {
    const { method, path, headers, body, agent, maxBytes, signal, onRequest } = call;
    if (signal?.aborted) return reject(abortError(signal));
    const request = start({
      ...parts,
      ...{ method, headers, agent, path: path ?? parts.path },
    });
    // The signal as an option of the request would take Node several times as long.
    const onAbort = (): void => void request.destroy(abortError(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', onAbort));
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
};

let plain: Promise<typeof import('node:http')> | undefined;
let secure: Promise<typeof import('node:https')> | undefined;

/** Each is loaded when it is first needed: what is stored needs neither to be answered by the function. */
const startOf = async ({ protocol }: RequestOptions) => {
  if (protocol === 'https:') {
    secure ??= import('node:https');
    return (await secure).request;
  }
  plain ??= import('node:http');
  return (await plain).request;
};

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

const abortError = (signal: AbortSignal | undefined): Error => {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError' });
};

/** Most callers look at no header. */
const answerOf = (response: IncomingMessage, body: Buffer): WholeAnswer => ({
  status: response.statusCode ?? 0,
  get headers() {
    const entries = Object.entries(response.headersDistinct);
    return new Map(entries.map(([name, values]) => [name, values ?? []]));
  },
  body,
});

/** The first value of a header. */
export const headerOf = ({ headers }: WholeAnswer, name: string): string | undefined =>
  headers.get(name)?.[0];
