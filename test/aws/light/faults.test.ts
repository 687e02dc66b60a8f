import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCredentials } from '../../../src/aws/light/credentials.ts';
import { startWireServer } from '../../../src/local/wire/start-wire-server.ts';
import { sampleMetadata } from '../../contract/sample.ts';
import { wireCredentials } from '../../support/aws/aws-env.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../support/faults/fault-proxy.ts';
import { lightStoresOn } from './light-stores.ts';

const names = { bucket: 'images', table: 'BrefStory-table' };
const memory = createMemoryStore();
let wire: Awaited<ReturnType<typeof startWireServer>>;
let proxy: FaultProxy;
let light: ReturnType<typeof lightStoresOn>;

beforeEach(async () => {
  memory.items.set(500, sampleMetadata.full);
  memory.documents.set(500, sampleMetadata.full);
  wire = await startWireServer({ store: memory, credentials: wireCredentials, ...names });
  proxy = await startFaultProxy(wire.url);
  light = lightStoresOn(proxy.url, names);
});
afterEach(async () => {
  light.close();
  await proxy.close();
  await wire.close();
});

const failFirst = (times: number, fault: Fault) => {
  proxy.plan = ({ nth }) => (nth < times ? fault : undefined);
};
const calls = {
  GetObject: () => light.store.findMetadata(500),
  PutObject: () => light.store.putMetadata(500, sampleMetadata.full),
  GetItem: () => light.repository.find(500),
  PutItem: () => light.repository.put(500, sampleMetadata.full),
};
const operations = ['GetObject', 'PutObject', 'GetItem', 'PutItem'] as const;

describe.each(operations)('%s', (operation) => {
  const passing: readonly (readonly [string, Fault])[] = [
    ['a failure of the service', { kind: 'error', status: 500, code: 'InternalError' }],
    ['being told to slow down', { kind: 'error', status: 503, code: 'SlowDown' }],
    ['too many requests', { kind: 'error', status: 429, code: 'TooManyRequestsException' }],
    [
      'a throttle in a 400',
      { kind: 'error', status: 400, code: 'ProvisionedThroughputExceededException' },
    ],
    ['a reset connection', { kind: 'reset' }],
  ];

  test.each(passing)('survives %s twice', async (_, fault) => {
    failFirst(2, fault);
    await calls[operation]();
    expect(proxy.count(operation)).toBe(3);
  });

  test.each(passing)('gives up after the third %s', async (_, fault) => {
    failFirst(3, fault);
    const why = fault.kind === 'error' ? fault.code : 'ECONNRESET';
    await expect(calls[operation]()).rejects.toMatchObject({
      name: 'FibimgError',
      kind: 'storage',
      why: expect.stringContaining(why),
    });
    expect(proxy.count(operation)).toBe(3);
  });

  test.each([
    [400, 'ValidationException'],
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [400, 'ResourceNotFoundException'],
  ])('does not repeat %i %s', async (status, code) => {
    failFirst(1, { kind: 'error', status, code });
    await expect(calls[operation]()).rejects.toMatchObject({
      kind: 'storage',
      why: `${code}: ${code}`,
    });
    expect(proxy.count(operation)).toBe(1);
  });

  test('ends at once when its signal is aborted in the middle', async () => {
    failFirst(1, { kind: 'hang' });
    const stop = new AbortController();
    const reason = new Error('out of time');
    const call = {
      GetObject: () => light.store.findMetadata(500, stop.signal),
      PutObject: () => light.store.putMetadata(500, sampleMetadata.full, stop.signal),
      GetItem: () => light.repository.find(500, stop.signal),
      PutItem: () => light.repository.put(500, sampleMetadata.full, stop.signal),
    }[operation]();
    while (proxy.count(operation) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(proxy.count(operation)).toBe(1);
  });
});

test('a wait between tries ends with the signal too', async () => {
  light.close();
  const rng = { below: () => 60_000, uuid: () => '' };
  light = lightStoresOn(proxy.url, { ...names, rng });
  failFirst(3, { kind: 'error', status: 503, code: 'SlowDown' });
  const stop = new AbortController();
  const call = light.store.findMetadata(500, stop.signal);
  while (proxy.count('GetObject') === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  const reason = new Error('out of time');
  setTimeout(() => stop.abort(reason), 5);
  await expect(call).rejects.toBe(reason);
});

test.each([
  ['a busy server', { kind: 'error', status: 503, code: 'SlowDown' }, [100, 200]],
  ['broken connections, the first of which was most likely idle', { kind: 'reset' }, [200]],
] as const)('waits are drawn at random below these bounds: %s', async (_, fault, expected) => {
  light.close();
  const bounds: number[] = [];
  const below = (bound: number) => {
    bounds.push(bound);
    return 0;
  };
  light = lightStoresOn(proxy.url, { ...names, rng: { below, uuid: () => '' } });
  failFirst(2, fault);
  await light.repository.find(500);
  expect(bounds).toEqual(expected);
});

test('a server that falls silent is asked again', async () => {
  light.close();
  light = lightStoresOn(proxy.url, { ...names, silenceMs: 300 });
  failFirst(1, { kind: 'hang' });
  expect(await light.store.findMetadata(500)).toEqual(sampleMetadata.full);
  expect(proxy.count('GetObject')).toBe(2);
});

test('an answer of DynamoDB that is not JSON is a failure of the store, not a miss', async () => {
  failFirst(1, { kind: 'garbage' });
  await expect(light.repository.find(500)).rejects.toMatchObject({ kind: 'storage' });
});

test('a document that is not ours to read is corrupt, not a miss', async () => {
  failFirst(1, { kind: 'garbage' });
  await expect(light.store.findMetadata(500)).rejects.toMatchObject({ kind: 'corrupt' });
});

test('no credentials: nothing is sent', async () => {
  light.close();
  light = lightStoresOn(proxy.url, { ...names, credentials: () => readCredentials({}) });
  await expect(light.store.findMetadata(500)).rejects.toMatchObject({ kind: 'credentials' });
  await expect(light.repository.find(500)).rejects.toMatchObject({ kind: 'credentials' });
  expect(proxy.requests).toEqual([]);
});
