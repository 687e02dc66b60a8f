import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FibimgError } from '../../src/core/error.ts';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { openStores } from '../../src/lambda/stores.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import functionUrl from './fixtures/function-url.json' with { type: 'json' };
import restApi from './fixtures/rest-api.json' with { type: 'json' };
import {
  asResponse,
  bucket,
  contextWith,
  environmentFor,
  jpegOf,
  listen,
  type Rig,
  rng,
  startRig,
} from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const asking = (int: string, method = 'GET', path = '/') => ({
  ...functionUrl,
  rawPath: path,
  rawQueryString: `int=${encodeURIComponent(int)}`,
  queryStringParameters: { int },
  requestContext: { http: { method } },
});
const ask = async (event: unknown, remainingMs?: number, handler = rig.handler) =>
  asResponse(await handler(event, contextWith(remainingMs)));
const errorOf = (body: string) => JSON.parse(body).error;
const stored = () => [
  ...rig.store.items.keys(),
  ...rig.store.bytes.keys(),
  ...rig.store.documents.keys(),
];

describe('bad input is a 400 and changes nothing', () => {
  const bad = [
    '',
    ' 5',
    '5 ',
    '0',
    '-1',
    '5001',
    '99999999999999999999',
    '1e3',
    '5.0',
    '0x10',
    '٥',
  ];
  test.each([...bad, '007', 'abc', '500,600', 'x'.repeat(10_000)])('int=%s', async (int) => {
    const { statusCode, headers, body } = await ask(asking(int));
    expect(statusCode).toBe(400);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-fibimg-outcome']).toBeUndefined();
    expect(Object.keys(JSON.parse(body))).toEqual(['error']);
    expect(errorOf(body)).toEqual({
      code: 'invalid_input',
      message: expect.stringMatching(/^int must/),
    });
    expect(body.length).toBeLessThan(300);
    expect([rig.origin.requests, stored()]).toEqual([[], []]);
  });

  test.each([
    ['twice in a function URL', { ...asking('5'), rawQueryString: 'int=5&int=5' }],
    ['twice in a REST API', { ...restApi, multiValueQueryStringParameters: { int: ['5', '5'] } }],
  ])('int %s', async (_, event) => {
    const { statusCode, body } = await ask(event);
    expect([statusCode, errorOf(body).message]).toEqual([
      400,
      'int must be given once: it is given more than once',
    ]);
    expect(rig.origin.requests).toEqual([]);
  });

  test.each([[{}], [[1]], [true], [400.5]])('int as %j', async (int) => {
    expect((await ask({ queryStringParameters: { int } })).statusCode).toBe(400);
  });
});

test.each(['1', '5000'])('int=%s is served', async (int) => {
  const { statusCode, body } = await ask(asking(int));
  expect([statusCode, JSON.parse(body).int]).toEqual([200, Number(int)]);
});

test('methods other than GET and HEAD are refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { statusCode, headers, body } = await ask(asking('5', method));
    expect([statusCode, headers['allow'], errorOf(body).code]).toEqual([
      405,
      'GET, HEAD',
      'method_not_allowed',
    ]);
  }
  expect(rig.origin.requests).toEqual([]);
});

test('HEAD is a GET without its body', async () => {
  const { statusCode, headers, body } = await ask(asking('5', 'HEAD'));
  expect([statusCode, headers['x-fibimg-outcome'], body]).toEqual([200, 'fetched', '']);
});

test('every path is the service, but not what a browser asks by itself', async () => {
  expect((await ask(asking('5', 'GET', '/prod/any'))).statusCode).toBe(200);
  const { statusCode, body } = await ask(asking('5', 'GET', '/favicon.ico'));
  expect([statusCode, errorOf(body).code]).toEqual([404, 'not_found']);
});

describe('an origin in trouble is a 502 that stores nothing', () => {
  const troubles = {
    'that answers 500': (response: import('node:http').ServerResponse) =>
      response.writeHead(500).end(),
    'that sends a page': (response: import('node:http').ServerResponse) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    'that sends another size': (response: import('node:http').ServerResponse) =>
      response.end(jpegOf(501)),
    'that resets': (response: import('node:http').ServerResponse) =>
      response.socket?.resetAndDestroy(),
    'that hangs': () => {},
  };
  test.each(Object.entries(troubles))('%s', async (name, trouble) => {
    const broken = await listen((_, response) => void trouble(response));
    const origin = createPicsumOrigin({ baseUrl: broken.url, timeoutMs: 60_000, userAgent: 'x' });
    const handler = createHandler({ ...rig.deps, origin });
    const remainingMs = name === 'that hangs' ? 300 : 28_000;
    const { statusCode, body } = await ask(asking('500'), remainingMs, handler);
    expect(statusCode).toBe(502);
    expect(errorOf(body)).toEqual({ code: 'origin', message: expect.any(String) });
    expect(body).not.toContain('127.0.0.1');
    expect(stored()).toEqual([]);
    expect(rig.log.at(-1)).toMatchObject({
      level: 'ERROR',
      status: 502,
      error: { kind: 'origin' },
    });
    await broken.close();
  });
});

describe('a store in trouble is a 503', () => {
  test('that cannot be reached', async () => {
    const gone = await listen(() => {});
    await gone.close();
    const handler = createHandler({
      ...rig.deps,
      stores: () => openStores(environmentFor(gone.url), rng),
    });
    const { statusCode, body } = await ask(asking('500'), 28_000, handler);
    expect([statusCode, errorOf(body).code]).toEqual([503, 'storage']);
    expect(body).not.toMatch(/127\.0\.0\.1|ECONN|BrefStory/);
    expect(rig.log.at(-1)).toMatchObject({
      error: { kind: 'storage', why: expect.stringContaining('ECONNREFUSED') },
    });
    expect(rig.origin.requests).toEqual([]);
  });

  test('that hangs: the answer comes before the platform ends the process', async () => {
    const hung = await listen(() => {});
    const handler = createHandler({
      ...rig.deps,
      stores: () => openStores(environmentFor(hung.url), rng),
    });
    const { statusCode } = await ask(asking('500'), 200, handler);
    expect(statusCode).toBe(503);
    expect(rig.log.at(-1)).toMatchObject({ error: { kind: 'timeout' } });
    await hung.close();
  });

  test('that fails in the middle, after the image was fetched', async () => {
    rig.store.failAt('putDocument', new FibimgError('storage', 'disk full'));
    const { statusCode } = await ask(asking('500'));
    expect(statusCode).toBe(503);
    expect([...rig.store.bytes.keys(), ...rig.store.items.keys()]).toEqual([500]);
    rig.store.heal();
    expect((await ask(asking('500'))).headers['x-fibimg-outcome']).toBe('fetched');
  });
});

test('an environment of the first generation has no table: the bucket alone decides', async () => {
  const { BucketName: _, TableName: __, ...env } = environmentFor(rig.wire.url);
  const stores = () => openStores({ ...env, BUCKET_NAME: bucket }, rng);
  const handler = createHandler({ ...rig.deps, stores });
  const outcomes = [];
  for (let count = 0; count < 2; count += 1) {
    outcomes.push((await ask(asking('500'), 28_000, handler)).headers['x-fibimg-outcome']);
  }
  expect(outcomes).toEqual(['fetched', 'stored']);
  expect([...rig.store.items.keys()]).toEqual([]);
});

test('an environment that names no bucket is a 500 without internals', async () => {
  const handler = createHandler({ ...rig.deps, stores: () => openStores({}, rng) });
  const { statusCode, body } = await ask(asking('500'), 28_000, handler);
  expect([statusCode, errorOf(body).code]).toEqual([500, 'internal']);
  expect(body).not.toContain('BucketName');
  expect(rig.log.at(-1)).toMatchObject({
    error: { kind: 'config', what: expect.stringContaining('BucketName') },
  });
});

test('the first request of an environment is cold, whatever it is, and the others are warm', async () => {
  expect((await ask(asking(''))).headers).toMatchObject({
    'x-fibimg-cold-start': 'true',
    'x-fibimg-environment': 'environment-1',
  });
  expect((await ask(asking('5'))).headers['x-fibimg-cold-start']).toBe('false');
  const ahead = createHandler({ ...rig.deps, startedAhead: true });
  expect((await ask(asking('5'), 28_000, ahead)).headers['x-fibimg-cold-start']).toBe('false');
});

test('each request is one JSON line of the log, under its request id', async () => {
  await ask(asking('500'));
  expect(rig.log).toEqual([
    {
      level: 'INFO',
      requestId: contextWith().awsRequestId,
      method: 'GET',
      path: '/',
      status: 200,
      coldStart: true,
      environmentId: 'environment-1',
      durationMs: expect.any(Number),
      int: 500,
      outcome: 'fetched',
      lookupMs: expect.any(Number),
      fetchMs: expect.any(Number),
      storeMs: expect.any(Number),
    },
  ]);
});
