import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { FibimgError } from '../../src/core/error.ts';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { openStores } from '../../src/lambda/stores.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import {
  asking,
  clock,
  environmentFor,
  errorOf,
  jpegOf,
  listen,
  rng,
  storedIn,
  useRig,
} from './rig.ts';

const { rig, ask } = useRig();

describe('an origin in trouble is a 502 that stores nothing', () => {
  const troubles = {
    'that answers 500': (response: ServerResponse) => response.writeHead(500).end(),
    'that sends a page': (response: ServerResponse) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    'that sends another size': (response: ServerResponse) => response.end(jpegOf(501)),
    'that resets': (response: ServerResponse) => response.socket?.resetAndDestroy(),
    'that hangs': () => {},
  };
  test.each(Object.entries(troubles))('%s', async (name, trouble) => {
    const broken = await listen((_, response) => void trouble(response));
    const origin = createPicsumOrigin({ baseUrl: broken.url, timeoutMs: 60_000, userAgent: 'x' });
    const handler = createHandler({ ...rig().deps, origin });
    const remainingMs = name === 'that hangs' ? 300 : 28_000;
    const { statusCode, body } = await ask(asking('500'), remainingMs, handler);
    expect(statusCode).toBe(502);
    expect(errorOf(body)).toEqual({ code: 'origin', message: expect.any(String) });
    expect(body).not.toContain('127.0.0.1');
    expect(storedIn(rig())).toEqual([]);
    expect(rig().log.at(-1)).toMatchObject({
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
      ...rig().deps,
      stores: () => openStores(environmentFor(gone.url), clock, rng),
    });
    const { statusCode, body } = await ask(asking('500'), 28_000, handler);
    expect([statusCode, errorOf(body).code]).toEqual([503, 'storage']);
    expect(body).not.toMatch(/127\.0\.0\.1|ECONN|BrefStory/);
    expect(rig().log.at(-1)).toMatchObject({
      error: { kind: 'storage', why: expect.stringContaining('ECONNREFUSED') },
    });
    expect(rig().origin.requests).toEqual([]);
  });

  test('that hangs: the answer comes before the platform ends the process', async () => {
    const hung = await listen(() => {});
    const handler = createHandler({
      ...rig().deps,
      stores: () => openStores(environmentFor(hung.url), clock, rng),
    });
    const { statusCode } = await ask(asking('500'), 200, handler);
    expect(statusCode).toBe(503);
    expect(rig().log.at(-1)).toMatchObject({ error: { kind: 'timeout' } });
    await hung.close();
  });

  test('that fails in the middle, after the image was fetched', async () => {
    rig().store.failAt('putDocument', new FibimgError('storage', 'disk full'));
    const { statusCode } = await ask(asking('500'));
    expect(statusCode).toBe(503);
    expect([...rig().store.bytes.keys(), ...rig().store.items.keys()]).toEqual([500]);
    rig().store.heal();
    expect((await ask(asking('500'))).headers['x-fibimg-outcome']).toBe('fetched');
  });
});

test('an environment that names no bucket is a 500 without internals', async () => {
  const handler = createHandler({ ...rig().deps, stores: () => openStores({}, clock, rng) });
  const { statusCode, body } = await ask(asking('500'), 28_000, handler);
  expect([statusCode, errorOf(body).code]).toEqual([500, 'internal']);
  expect(body).not.toContain('BucketName');
  expect(rig().log.at(-1)).toMatchObject({
    error: { kind: 'config', what: expect.stringContaining('BucketName') },
  });
});
