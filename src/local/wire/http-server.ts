import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { decodeBody } from './aws-chunked.ts';
import { foreignCaller } from './foreign-caller.ts';
import { Refusal } from './refusal.ts';

export interface WireRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What the client meant to send: any aws-chunked framing is already off. */
  readonly body: Buffer;
}

export interface WireReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array;
}

export type WireHandler = (request: WireRequest) => Promise<WireReply>;

export interface WireServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const largestBodyBytes = 64 * 1024 * 1024;

/** Longer than a client keeps an idle connection, so that the client is the one that closes it. */
const keepAliveTimeoutMs = 120_000;

/** One HTTP server on loopback, for programs of this machine; whatever a handler throws becomes a reply through `refuse`. */
export const startHttpServer = async (
  handler: WireHandler,
  refuse: (thrown: unknown, request: WireRequest) => WireReply,
  port = 0,
): Promise<WireServer> => {
  let served = 0;
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (message, response) => {
    const foreign = foreignCaller(message.headers);
    if (foreign !== undefined) {
      response.writeHead(403, { connection: 'close' }).end(foreign);
      return;
    }
    void answer(message, handler, refuse).then((reply) => {
      served += 1;
      if (reply === undefined) response.destroy();
      else send(response, message.method === 'HEAD', reply, `wire-${served}`);
    });
  });
  server.listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const send = (
  response: ServerResponse,
  isHead: boolean,
  { status, headers, body = '' }: WireReply,
  requestId: string,
): void => {
  response.writeHead(status, {
    'x-amz-request-id': requestId,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(isHead ? undefined : body);
};

/** Undefined when the client went away before its request was complete. */
const answer = async (
  message: IncomingMessage,
  handler: WireHandler,
  refuse: (thrown: unknown, request: WireRequest) => WireReply,
): Promise<WireReply | undefined> => {
  const raw = await readBody(message);
  if (raw === undefined) return undefined;
  const [path = '/', query = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const request = {
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: message.headers,
    body: raw,
  };
  try {
    if (raw.length > largestBodyBytes) throw new Refusal(400, 'EntityTooLarge', 'too large');
    return await handler({ ...request, body: decodeBody(raw, message.headers) });
  } catch (thrown) {
    return refuse(thrown, request);
  }
};

const readBody = (message: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= largestBodyBytes || chunks.length === 0) chunks.push(chunk);
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('close', () => resolve(undefined));
  });
