import {
  type Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface HttpGetOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** For the name look-up and the connection together. */
  readonly connectTimeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** Names in lower case; values of repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly contentType: readonly string[] | null;
  readonly contentDisposition: readonly string[] | null;
  readonly body: Uint8Array;
}

/** The connection could not be made. */
export class ConnectFailure extends Error {}

/** The answer is larger than it may be. */
export class TooLarge extends Error {}

/**
 * One GET, its whole answer in memory. A kept connection that turns out to be closed is replaced once: the server
 * (or the freezing of an execution environment) may have ended it while it was idle.
 */
export const httpGet = async (url: URL, options: HttpGetOptions): Promise<HttpAnswer> => {
  const attempt: Attempt = { reused: false, answered: false };
  try {
    return await getOnce(url, options, attempt);
  } catch (error) {
    if (!attempt.reused || attempt.answered || options.signal.aborted) throw error;
    return getOnce(url, options, { reused: false, answered: false });
  }
};

interface Attempt {
  reused: boolean;
  answered: boolean;
}

const getOnce = (url: URL, options: HttpGetOptions, attempt: Attempt): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      agent: options.agent,
      headers: options.headers,
      signal: options.signal,
    });
    const connection = watchConnection(request, options.connectTimeoutMs);
    request.once('response', (response) => {
      attempt.answered = true;
      readAnswer(response, options.maxBytes).then(resolve, reject);
    });
    request.on('error', (error) => {
      attempt.reused = request.reusedSocket;
      reject(connection.failed(error));
    });
    request.end();
  });

/** Ends the request when its connection takes too long, and tells failures before the connection from later ones. */
const watchConnection = (request: ClientRequest, timeoutMs: number) => {
  let connected = false;
  const timer = setTimeout(() => {
    request.destroy(new ConnectFailure(`no connection within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const done = (): void => {
    connected = true;
    clearTimeout(timer);
  };
  request.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', done);
    else done();
  });
  request.once('close', () => clearTimeout(timer));
  return {
    failed: (error: Error): Error =>
      connected || error instanceof ConnectFailure || error.name === 'AbortError'
        ? error
        : new ConnectFailure(describe(error), { cause: error }),
  };
};

/** Several addresses tried and failed come as one error without a message of its own. */
const describe = (error: Error): string => {
  if (!(error instanceof AggregateError)) return error.message;
  return [
    ...new Set(error.errors.map((each) => (each instanceof Error ? each.message : `${each}`))),
  ].join('; ');
};

const readAnswer = async (response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by a throw destroys the response and its connection.
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    headers: new Map(
      Object.entries(response.headersDistinct).map(([name, values]) => [
        name,
        (values ?? []).join(', '),
      ]),
    ),
    contentType: response.headersDistinct['content-type'] ?? null,
    contentDisposition: response.headersDistinct['content-disposition'] ?? null,
    body: Buffer.concat(chunks, bytes),
  };
};
