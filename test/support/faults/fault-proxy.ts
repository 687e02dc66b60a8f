import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Faulted, keyErrors, type Rewrite, unprocessed } from './fault-rewrite.ts';

/** One request that came through the proxy. */
export interface Recorded {
  /** `DeleteObjects`, `BatchWriteItem` and so on. */
  readonly operation: string;
  readonly service: 'S3' | 'DynamoDB';
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** How many requests of this operation came before it. */
  readonly nth: number;
}

export type Fault =
  /** An error of the service, in its own protocol, without asking it. */
  | { readonly kind: 'error'; readonly status: number; readonly code: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }
  /** 200 with a body that is nobody's protocol. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Held back until something else has happened. */
  | { readonly kind: 'after'; readonly event: Promise<unknown> }
  /** DeleteObjects: these keys fail with this code, the others are deleted. */
  | {
      readonly kind: 'key-errors';
      readonly code: string;
      readonly fails: (key: string) => boolean;
      /** As some servers answer, whatever the version. */
      readonly withoutVersion?: boolean;
    }
  /** BatchWriteItem: the server takes only the first `taken` of a batch. */
  | { readonly kind: 'unprocessed'; readonly taken: number };

export type FaultPlan = (request: Recorded) => Fault | undefined;

export interface FaultProxy {
  readonly url: string;
  readonly requests: Recorded[];
  /** Replaces the plan; none means that everything passes. */
  plan: FaultPlan | undefined;
  /** How many requests of an operation came through. */
  count(operation: string): number;
  close(): Promise<void>;
}

/** Stands between an SDK and a server of S3 or DynamoDB, and spoils what its plan says. */
export const startFaultProxy = async (target: string, plan?: FaultPlan): Promise<FaultProxy> => {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  const server = createServer(async (message, response) => {
    const body = await readAll(message);
    const operation = operationOf(message);
    const nth = counts.get(operation) ?? 0;
    counts.set(operation, nth + 1);
    const { method = 'GET', url: path = '/' } = message;
    const service = 'x-amz-target' in message.headers ? 'DynamoDB' : 'S3';
    const recorded = { operation, service, method, path, body, nth } as const;
    proxy.requests.push(recorded);
    // A proxy that is closed while it forwards breaks its client's connection, and nothing else.
    await pass(message, response, recorded, proxy.plan?.(recorded), { target, agent }).catch(() =>
      response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${address.port}`,
    requests: [],
    plan,
    count: (operation) => counts.get(operation) ?? 0,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
};

interface Upstream {
  readonly target: string;
  readonly agent: Agent;
}

const pass = async (
  message: IncomingMessage,
  response: ServerResponse,
  recorded: Recorded,
  fault: Fault | undefined,
  upstream: Upstream,
): Promise<void> => {
  switch (fault?.kind) {
    case 'error':
      return answer(response, fault.status, errorBody(recorded, fault.code));
    case 'garbage':
      return answer(response, 200, '<html><body>It works!</body> & <<');
    case 'reset':
      message.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'key-errors':
      return rewritten(message, response, recorded, upstream, keyErrors(fault));
    case 'unprocessed':
      return rewritten(message, response, recorded, upstream, unprocessed(fault.taken));
    case 'after':
      await fault.event;
      break;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
  }
  const { status, headers, body } = await forward(message, recorded.body, upstream);
  response.writeHead(status, headers).end(message.method === 'HEAD' ? undefined : body);
};

const rewritten = async (
  message: IncomingMessage,
  response: ServerResponse,
  { body }: Recorded,
  upstream: Upstream,
  rewrite: Rewrite,
): Promise<void> => {
  const faulted: Faulted = rewrite(body);
  const reply = faulted.body && (await forward(message, faulted.body, upstream));
  answer(response, reply?.status ?? 200, faulted.answer(reply?.body.toString()));
};

const answer = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
};

const errorBody = ({ service }: Recorded, code: string): string =>
  service === 'DynamoDB'
    ? JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: code })
    : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

const forward = (
  { method = 'GET', url, headers }: IncomingMessage,
  body: Buffer,
  { target, agent }: Upstream,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const length = body.length > 0 || method === 'PUT' ? { 'content-length': body.length } : {};
    const outgoing = request(
      `${target}${url}`,
      { method, agent, headers: { ...headers, ...length } },
      async (reply) => {
        resolve({
          status: reply.statusCode ?? 502,
          headers: reply.headers,
          body: await readAll(reply),
        });
      },
    );
    outgoing.on('error', reject).end(body);
  });

const readAll = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const bucketQueries = [
  ['versions', 'ListObjectVersions'],
  ['uploads', 'ListMultipartUploads'],
  ['versioning', 'GetBucketVersioning'],
  ['list-type', 'ListObjectsV2'],
] as const;

const operationOf = ({ method = 'GET', url = '/', headers }: IncomingMessage): string => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.')[1] ?? target;
  const { pathname, searchParams } = new URL(url, 'http://host');
  const isBucket = !/^\/[^/]+\/./.test(pathname);
  if (isBucket && method === 'POST' && searchParams.has('delete')) return 'DeleteObjects';
  if (searchParams.has('uploadId') && method === 'DELETE') return 'AbortMultipartUpload';
  const query = bucketQueries.find(([name]) => searchParams.has(name));
  if (isBucket && query) return query[1];
  const verb = { GET: 'Get', PUT: 'Put', HEAD: 'Head', DELETE: 'Delete' }[method] ?? method;
  return `${verb}${isBucket ? 'Bucket' : 'Object'}`;
};
