import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { createHandler, type HttpResponse } from '../../src/lambda/create-handler.ts';
import { createEventHandler, type EventTools } from '../../src/lambda/event-handler.ts';
import { getImage } from '../../src/lambda/get-image.ts';
import { openStores } from '../../src/lambda/stores.ts';
import { startWireServer } from '../../src/local/wire/start-wire-server.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import { createMemoryStore } from '../support/cli/memory-store.ts';
import functionUrl from './fixtures/function-url.json' with { type: 'json' };

export const bucket = 'images';
const table = 'BrefStory-table';

/** The shortest thing that states its size as a JPEG does, and ends as one. */
export const jpegOf = (pixels: number): Buffer => {
  const frame = Buffer.from('ffd8ffc0000b080000000001011100ffd9', 'hex');
  frame.writeUInt16BE(pixels, 7);
  frame.writeUInt16BE(pixels, 9);
  return frame;
};

/** Listens on a free port until closed, whoever is still connected. */
export const listen = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Redirects as picsum.photos does; `requests` are the sizes asked for. */
const startOrigin = async () => {
  const requests: number[] = [];
  const server = await listen((request, response) => {
    const [, pixels] = /^\/(\d+)$/.exec(request.url ?? '') ?? [];
    if (pixels !== undefined) {
      requests.push(Number(pixels));
      response.writeHead(302, { location: `/id/13/${pixels}/${pixels}.jpg?hmac=x` }).end();
      return;
    }
    const size = Number(/^\/id\/13\/(\d+)\//.exec(request.url ?? '')?.[1]);
    const disposition = `inline; filename="13-${size}x${size}.jpg"`;
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-disposition': disposition });
    response.end(jpegOf(size));
  });
  return { ...server, requests };
};

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

export const environmentFor = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: 'token',
  BucketName: bucket,
  TableName: table,
});

export const rng = { below: (bound: number) => bound - 1, uuid: () => 'environment-1' };

export const clock = {
  now: () => new Date('2026-05-03T10:11:12Z'),
  elapsedMs: () => performance.now(),
};

/** The handler on real servers: a wire server before a store in memory, and an origin. */
export const startRig = async () => {
  const store = createMemoryStore();
  const wire = await startWireServer({ store, bucket, table, credentials });
  const origin = await startOrigin();
  const log: Record<string, unknown>[] = [];
  const eventTools: EventTools = {
    ...{ env: environmentFor(wire.url), clock, rng },
    loadSharp: () => {
      throw new Error('not installed');
    },
    getImage: async (pixels, ms) => (await getImage(pixels, ms, deps)).outcome,
  };
  const deps = {
    events: async () => createEventHandler(eventTools),
    stores: () => openStores(environmentFor(wire.url), clock, rng),
    origin: createPicsumOrigin({ baseUrl: origin.url, timeoutMs: 60_000, userAgent: 'fibimg' }),
    clock,
    rng,
    log: (line: string) => void log.push(JSON.parse(line)),
    environmentId: 'environment-1',
    initType: undefined,
    traceId: () => 'Root=1-65f00000-000000000000000000000000',
  };
  const close = async () => {
    await wire.close();
    await origin.close();
  };
  return { store, wire, origin, log, deps, eventTools, handler: createHandler(deps), close };
};

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** The context that Lambda's runtime hands over, as far as the handler reads it. */
export const contextWith = (remainingMs = 28_000) => ({
  awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:GetFibonacciImage',
  getRemainingTimeInMillis: () => remainingMs,
});

export const asResponse = (value: unknown): HttpResponse => {
  if (typeof value === 'object' && value !== null && 'statusCode' in value) {
    return value as HttpResponse;
  }
  throw new TypeError(`not an HTTP response: ${JSON.stringify(value)}`);
};

/** The function URL's event for one request. */
export const asking = (int: string, method = 'GET', path = '/') => ({
  ...functionUrl,
  rawPath: path,
  rawQueryString: `int=${encodeURIComponent(int)}`,
  queryStringParameters: { int },
  requestContext: { http: { method } },
});

/** A rig for each test of a file, and the way to ask its handler. */
export const useRig = () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());
  const ask = async (event: unknown, remainingMs?: number, handler = rig.handler) =>
    asResponse(await handler(event, contextWith(remainingMs)));
  return { rig: () => rig, ask };
};

export const errorOf = (body: string) => JSON.parse(body).error;

/** The sizes of which anything at all is stored. */
export const storedIn = ({ store }: Rig) => [
  ...store.items.keys(),
  ...store.bytes.keys(),
  ...store.documents.keys(),
];
