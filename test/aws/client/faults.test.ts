import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import type { FibimgError } from '../../../src/core/error.ts';
import { encodeItem } from '../../../src/core/service/item.ts';
import { sampleMetadata } from '../../contract/sample.ts';
import { secrets, stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn, createTable, deployedOn } from '../../support/aws/aws-stores.ts';
import { startDynamoServer } from '../../support/aws/dynamo-server.ts';
import { createBucket } from '../../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../support/aws/s3/s3-server.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../support/faults/fault-proxy.ts';

const names = { table: 'fault-table', bucket: 'fault-bucket' };
let s3: Awaited<ReturnType<typeof startS3Server>>;
let dynamo: Awaited<ReturnType<typeof startDynamoServer>>;
let s3Proxy: FaultProxy;
let dynamoProxy: FaultProxy;
let clients: readonly AwsClients[];
let store: Awaited<ReturnType<typeof deployedOn>>['store'];
let repository: Awaited<ReturnType<typeof deployedOn>>['repository'];

beforeAll(async () => {
  stubAwsEnv();
  [s3, dynamo] = await Promise.all([startS3Server({ pageSize: 1000 }), startDynamoServer()]);
  [s3Proxy, dynamoProxy] = await Promise.all([
    startFaultProxy(s3.url),
    startFaultProxy(dynamo.url),
  ]);
  const [onS3, onDynamo] = [clientsOn(s3Proxy.url), clientsOn(dynamoProxy.url)];
  clients = [onS3, onDynamo];
  await createTable(await onDynamo.dynamoDb(), names.table);
  ({ store } = await deployedOn(onS3, names));
  ({ repository } = await deployedOn(onDynamo, names));
});
afterAll(async () => {
  for (const each of [...clients, s3Proxy, dynamoProxy, s3, dynamo]) await each.close();
  vi.unstubAllEnvs();
});
beforeEach(() => {
  for (const proxy of [s3Proxy, dynamoProxy]) {
    proxy.plan = undefined;
    proxy.requests.length = 0;
  }
  s3.buckets.set(names.bucket, createBucket());
});

const all = async <T>(elements: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const element of elements) found.push(element);
  return found;
};

/** What both adapters do with one fault on every call. */
const failures = async (fault: Fault): Promise<readonly FibimgError[]> => {
  s3Proxy.plan = () => fault;
  dynamoProxy.plan = () => fault;
  const calls = [
    () => repository.find(1),
    () => repository.put(1, sampleMetadata.full),
    () => all(repository.list()),
    () => store.putImage(1, Uint8Array.of(1)),
    () => all(store.list()),
  ];
  const settled = await Promise.allSettled(calls.map((call) => call()));
  return settled.map((each) => {
    if (each.status === 'fulfilled') throw new Error('the fault went unnoticed');
    return each.reason;
  });
};

const error = (status: number, code: string): Fault => ({ kind: 'error', status, code });

const shown = ({ message, why, hint, cause, stack }: FibimgError): string =>
  [message, why, hint, cause instanceof Error ? cause.stack : cause, stack].join('\n');

describe('every call fails in our words, and shows no secret', () => {
  test.each([
    ['expired credentials', error(400, 'ExpiredTokenException'), 'credentials', /expired/],
    ['unknown credentials', error(403, 'InvalidClientTokenId'), 'credentials', /refused/],
    ['a wrong signature', error(403, 'SignatureDoesNotMatch'), 'credentials', /refused/],
    ['denied access', error(403, 'AccessDenied'), 'denied', /denied \w+ on (table|bucket) fault-/],
    ['throttling for ever', error(503, 'SlowDown'), 'throttled', /throttled/],
    ['nothing of that name', error(404, 'NoSuchBucket'), 'not_found', /does not exist/],
    ['an error of the service', error(500, 'InternalError'), 'storage', /failed/],
    ['a reset connection', { kind: 'reset' }, 'network', /could not be reached/],
  ] as const)('%s', async (_, fault, kind, words) => {
    for (const failure of await failures(fault)) {
      expect(failure).toMatchObject({ name: 'FibimgError', kind });
      expect(failure.message).toMatch(words);
      for (const secret of [...Object.values(secrets), 'AKIAIOSFODNN7EXAMPLE']) {
        expect(shown(failure)).not.toContain(secret);
      }
    }
  });

  test('a denied call names the permission that is missing', async () => {
    const hints = (await failures(error(403, 'AccessDenied'))).map(({ hint }) => hint);
    expect(hints.map((hint) => hint?.split(' ').at(-1))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      's3:PutObject',
      's3:ListBucket',
    ]);
  });

  test('an answer that is nobody’s protocol', async () => {
    const kinds = new Set<string>();
    s3Proxy.plan = dynamoProxy.plan = () => ({ kind: 'garbage' });
    for (const call of [() => repository.find(1), () => all(store.list())]) {
      const failure = await call().catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ kind: 'storage', message: expect.stringMatching(/failed/) });
      expect(failure).toMatchObject({ why: expect.stringContaining('a page of HTML') });
      kinds.add(Object(failure).kind);
    }
    await expect(store.findMetadata(1)).rejects.toMatchObject({ kind: 'storage' });
  });
});

describe('nothing hangs', () => {
  test('a hung endpoint is a time-out, on every call', async () => {
    const [onS3, onDynamo] = [s3Proxy, dynamoProxy].map(({ url }) => clientsOn(url));
    if (onS3 === undefined || onDynamo === undefined) throw new Error('two clients');
    const timeoutMs = 150;
    const hung = await deployedOn(onS3, names, timeoutMs);
    const { repository: hungTable } = await deployedOn(onDynamo, names, timeoutMs);
    s3Proxy.plan = dynamoProxy.plan = () => ({ kind: 'hang' });
    for (const call of [
      () => hung.store.findMetadata(1),
      () => hungTable.find(1),
      () => all(hungTable.list()),
    ]) {
      await expect(call()).rejects.toMatchObject({
        kind: 'timeout',
        message: expect.stringMatching(/did not answer \w+ on .* in time/),
      });
    }
    await Promise.all([onS3.close(), onDynamo.close()]);
  });

  test('a call in flight ends with the reason of its signal', async () => {
    dynamoProxy.plan = () => ({ kind: 'hang' });
    const stop = new AbortController();
    const found = repository.find(1, stop.signal);
    await vi.waitFor(() => expect(dynamoProxy.requests).toHaveLength(1));
    const reason = new Error('stopped by hand');
    stop.abort(reason);
    await expect(found).rejects.toBe(reason);
  });
});

describe('what is not ours to read', () => {
  const item = async (Item: Record<string, { S: string } | { N: string }>) => {
    const [, onDynamo] = clients;
    const key = { PK: { S: 'IMAGE' }, SK: { S: 'PIXELS#9' } };
    await (await onDynamo?.dynamoDb())?.send(
      new PutItemCommand({ TableName: names.table, Item: { ...key, ...Item } }),
    );
  };

  test.each([
    [{}, 'the item has no attribute "metadata"'],
    [{ metadata: { N: '1' } }, 'its attribute "metadata" is not a string'],
    [{ metadata: { S: '{' } }, 'it is not JSON'],
    [{ metadata: { S: '{"originalUrl":1}' } }, 'originalUrl is a number, not a string'],
  ])('item %j', async (attributes, why) => {
    await item(attributes);
    await expect(repository.find(9)).rejects.toMatchObject({
      kind: 'corrupt',
      message: 'the metadata in item PIXELS#9 of table fault-table cannot be read',
      why,
    });
  });

  test('items and objects of others are not listed', async () => {
    await item({ metadata: { S: '' } });
    await store.putImage(9, Uint8Array.of(1));
    await Promise.all(
      ['image/9.png', 'image/09.jpg', 'image/', 'other/9.jpg'].map(async (Key) => {
        const client = await clients[0]?.s3();
        await client?.send(new PutObjectCommand({ Bucket: names.bucket, Key, Body: 'x' }));
      }),
    );
    expect(await all(store.list())).toEqual([{ pixels: 9, bytes: 1 }]);
    expect(await all(repository.list())).toContain(9);
  });
});

test('5,000 items and 5,000 images come in chains of pages, each once', async () => {
  await createTable((await clients[1]?.dynamoDb()) ?? expect.fail(), 'long-table');
  const [, onDynamo] = clients;
  if (onDynamo === undefined) throw new Error('a client');
  const { repository: long } = await deployedOn(onDynamo, { ...names, table: 'long-table' });
  const sizes = Array.from({ length: 5000 }, (_, at) => at + 1);
  const client = await onDynamo.dynamoDb();
  const batches = Array.from({ length: 200 }, (_, at) => sizes.slice(at * 25, at * 25 + 25));
  for (const batch of batches) {
    const requests = batch.map((n) => ({
      PutRequest: { Item: encodeItem(n, sampleMetadata.full) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { 'long-table': requests } }));
  }
  const bucket = createBucket();
  for (const n of sizes) bucket.put(`image/${n}.jpg`, Uint8Array.of(1), 'image/jpeg');
  s3.buckets.set(names.bucket, bucket);
  const before = dynamoProxy.count('Query');
  const listed = await all(long.list());
  expect(listed.sort((one, other) => one - other)).toEqual(sizes);
  expect(dynamoProxy.count('Query') - before).toBeGreaterThan(2);
  const images = await all(store.list());
  expect(new Set(images.map(({ pixels }) => pixels)).size).toBe(5000);
  expect(s3Proxy.count('ListObjectsV2')).toBeGreaterThanOrEqual(5);
}, 60_000);
