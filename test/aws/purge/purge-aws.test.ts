import { CreateTableCommand, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { createAwsPurgeTarget } from '../../../src/aws/purge/purge-aws.ts';
import { purge } from '../../../src/core/upkeep/purge.ts';
import { planPurge } from '../../../src/core/upkeep/purge-plan.ts';
import {
  dynamoClient,
  openPurgeTarget,
  type PurgePlace,
  quickOptions,
  startPurgePlace,
} from '../../support/aws/purge-place.ts';
import type { Fault, Recorded } from '../../support/faults/fault-proxy.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const open = async (
  options: Parameters<typeof startPurgePlace>[0] & {
    allKeys?: boolean;
    events?: boolean;
    bucketTimeoutMs?: number;
  } = {},
) => {
  const place = await startPurgePlace(options);
  closers.push(() => place.close());
  const { target, clients } = openPurgeTarget(place, options);
  closers.push(() => {
    clients.s3.destroy();
    clients.dynamoDb.destroy();
  });
  return { place, target };
};

const bytes = Buffer.from('0123456789');
const sizes = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

const fill = async ({ bucket, putItems }: PurgePlace, count: number): Promise<void> => {
  for (const pixels of sizes(count)) {
    bucket.put(`image/${pixels}.jpg`, bytes, 'image/jpeg');
    bucket.put(`metadata/${pixels}.json`, bytes, 'application/json');
  }
  await putItems(sizes(count).map((pixels) => ['IMAGE', `PIXELS#${pixels}`]));
};

const keysOf = ({ bucket }: PurgePlace): string[] => [
  ...new Set([...bucket.versionsAfter('', undefined)].map(({ key }) => key)),
];

const bodies = (requests: readonly Recorded[], operation: string): string[] =>
  requests.filter((each) => each.operation === operation).map(({ body }) => body.toString());

test('what is ours goes, in batches, and what is not stays', async () => {
  const { place, target } = await open();
  await fill(place, 60);
  place.bucket.put('other/1', bytes, 'text/plain');
  place.bucket.put('images.txt', bytes, 'text/plain');
  await place.putItems([['IMAGE2', 'PIXELS#1']]);
  const plan = await planPurge(target, quickOptions().limiter);
  expect(plan).toMatchObject({
    total: 180,
    bytes: 1200,
    things: { item: 60, object: 120, version: 0, 'delete marker': 0, upload: 0 },
    foreign: ['other/', 'images.txt'],
  });
  expect(place.s3.requests.every(({ method }) => method === 'GET')).toBe(true);
  const { removed, leftoverCount } = await purge(target, quickOptions());
  expect([removed.total, leftoverCount]).toEqual([180, 0]);
  expect(keysOf(place)).toEqual(['images.txt', 'other/1']);
  expect(await place.items()).toEqual(['IMAGE2 PIXELS#1']);
  expect([place.s3.count('DeleteObjects'), place.dynamoDb.count('BatchWriteItem')]).toEqual([2, 3]);
  expect((await planPurge(target, quickOptions().limiter)).total).toBe(0);
});

test('of events, thumbnails go by their exact form, and uploads only where a bench made them', async () => {
  const { place, target } = await open({ events: true });
  await fill(place, 1);
  const ours = [
    'thumbnail/a.jpg',
    'thumbnail/2026/b c.jpg',
    'upload/fibimg-bench/run-1/000001.png',
  ];
  const others = [
    'thumbnail/a.png',
    'thumbnail/../a.jpg',
    'upload/a.jpg',
    'upload/fibimg-bench/a.jpg',
    'upload/fibimg-bench/run-1/dir/a.jpg',
  ];
  for (const key of [...ours, ...others]) place.bucket.put(key, bytes, 'image/jpeg');
  await place.putItems([
    ['THUMBNAIL', 'upload/a.jpg'],
    ['THUMBNAIL', 'else'],
    ['JOB', 'seed'],
    ['JOB', 'else'],
    ['LOCK', 'lock'],
  ]);
  const plan = await planPurge(target, quickOptions().limiter);
  expect(plan).toMatchObject({ total: 3 + 3 + 2, foreign: expect.arrayContaining(['upload/']) });
  expect(plan.foreign).not.toContain('thumbnail/');
  await purge(target, quickOptions());
  expect(keysOf(place).toSorted()).toEqual(others.toSorted());
  expect(await place.items()).toEqual(['JOB else', 'LOCK lock', 'THUMBNAIL else']);
});

test('a bench that empties a store leaves thumbnails alone', async () => {
  const { place, target } = await open();
  place.bucket.put('thumbnail/a.jpg', bytes, 'image/jpeg');
  await place.putItems([['THUMBNAIL', 'upload/a.jpg']]);
  expect((await planPurge(target, quickOptions().limiter)).total).toBe(0);
});

test('items go before metadata documents, and those before images', async () => {
  const { place, target } = await open({ pageSize: 3 });
  await fill(place, 10);
  const order: string[] = [];
  place.s3.plan = ({ operation, body }) => {
    if (operation !== 'DeleteObjects') return undefined;
    order.push(...(body.toString().match(/<Key>(image|metadata)/g) ?? []));
    return undefined;
  };
  place.dynamoDb.plan = ({ operation }) => {
    if (operation === 'BatchWriteItem') order.push('item');
    return undefined;
  };
  await purge(target, quickOptions());
  const documents = order.indexOf('<Key>metadata');
  expect(order.slice(0, documents).every((each) => each === 'item')).toBe(true);
  expect(order.lastIndexOf('<Key>metadata')).toBeLessThan(order.indexOf('<Key>image'));
});

test('versions, delete markers and unfinished uploads go too, page by page', async () => {
  const { place, target } = await open({ pageSize: 2 });
  const { bucket } = place;
  bucket.put('image/1.jpg', bytes, 'image/jpeg');
  bucket.versioning = 'Enabled';
  for (const key of ['image/1.jpg', 'image/2.jpg', 'metadata/1.json', 'other']) {
    bucket.put(key, bytes, 'image/jpeg');
    bucket.put(key, bytes, 'image/jpeg');
    bucket.remove(key);
  }
  bucket.put('image/1.jpg', bytes, 'image/jpeg');
  for (const [id, key] of [
    ['u1', 'image/1.jpg'],
    ['u2', 'image/1.jpg'],
    ['u3', 'image/9.jpg'],
    ['u4', 'other'],
  ] as const) {
    bucket.uploads.set(id, { key, parts: new Map() });
  }
  expect((await planPurge(target, quickOptions().limiter)).things).toEqual({
    item: 0,
    object: 1,
    version: 7,
    'delete marker': 3,
    upload: 3,
  });
  const { removed } = await purge(target, quickOptions());
  expect(removed.total).toBe(14);
  expect(keysOf(place)).toEqual(['other']);
  expect([...bucket.uploads.keys()]).toEqual(['u4']);
});

test('all keys means all keys', async () => {
  const { place, target } = await open({ allKeys: true, pageSize: 3 });
  await fill(place, 4);
  place.bucket.put('other/1', bytes, 'text/plain');
  place.bucket.put("a b & <c> 'ü'", bytes, 'text/plain');
  place.bucket.uploads.set('u', { key: 'other', parts: new Map() });
  await place.putItems([['OTHER', 'x']]);
  expect((await planPurge(target, quickOptions().limiter)).total).toBe(16);
  const { removed } = await purge(target, quickOptions());
  expect([removed.total, keysOf(place), await place.items()]).toEqual([16, [], []]);
  expect(place.bucket.uploads.size).toBe(0);
});

test('what a batch leaves over is asked for again, and only that', async () => {
  const { place, target } = await open();
  await fill(place, 50);
  const failing = new Set(['image/7.jpg', 'metadata/8.json']);
  place.s3.plan = ({ operation, nth }): Fault | undefined =>
    operation === 'DeleteObjects' && nth < 4
      ? { kind: 'key-errors', code: 'InternalError', fails: (key) => failing.has(key) }
      : undefined;
  place.dynamoDb.plan = ({ operation, nth }) =>
    operation === 'BatchWriteItem' && nth < 3 ? { kind: 'unprocessed', taken: 9 } : undefined;
  const { removed, leftoverCount } = await purge(target, quickOptions());
  expect([removed.total, leftoverCount, keysOf(place)]).toEqual([150, 0, []]);
  expect(await place.items()).toEqual([]);
  const retried = bodies(place.s3.requests, 'DeleteObjects')[1];
  expect(retried?.match(/<Key>/g)?.length).toBe(1);
});

test('a tenth of the keys failing for ever is listed, everything else goes', async () => {
  const { place, target } = await open();
  await fill(place, 40);
  const fails = (key: string) => /0\.(jpg|json)$/.test(key);
  place.s3.plan = ({ operation }) =>
    operation === 'DeleteObjects'
      ? { kind: 'key-errors', code: 'InternalError', fails }
      : undefined;
  const { leftovers, leftoverCount, removed } = await purge(target, quickOptions());
  expect([leftoverCount, removed.total]).toEqual([8, 112]);
  expect(leftovers.map(({ thing }) => thing.key).sort()).toEqual(keysOf(place));
  expect(keysOf(place).every(fails)).toBe(true);
});

test('a key that may not be deleted is named with its reason after one try', async () => {
  const { place, target } = await open();
  await fill(place, 3);
  place.s3.plan = ({ operation }) =>
    operation === 'DeleteObjects'
      ? { kind: 'key-errors', code: 'AccessDenied', fails: (key) => key === 'image/2.jpg' }
      : undefined;
  const { leftovers } = await purge(target, quickOptions());
  expect(leftovers).toMatchObject([{ thing: { key: 'image/2.jpg' }, why: 'AccessDenied' }]);
  expect(place.s3.count('DeleteObjects')).toBe(2);
});

test('a table that leaves everything over for ever ends the purge, before any image is touched', async () => {
  const { place, target } = await open();
  await fill(place, 60);
  place.dynamoDb.plan = ({ operation }) =>
    operation === 'BatchWriteItem' ? { kind: 'unprocessed', taken: 0 } : undefined;
  const result = await purge(target, quickOptions());
  expect(result).toMatchObject({ stoppedBy: { kind: 'throttled' }, removed: { total: 0 } });
  expect(place.s3.count('DeleteObjects')).toBe(0);
});

const once: readonly [string, Fault][] = [
  ['a reset', { kind: 'reset' }],
  ['SlowDown', { kind: 'error', status: 503, code: 'SlowDown' }],
  ['a 500', { kind: 'error', status: 500, code: 'InternalError' }],
  ['garbage', { kind: 'garbage' }],
  ['latency', { kind: 'delay', ms: 30 }],
];
test.each(once)('%s at the first deletion delays, and no more', async (_, fault) => {
  const { place, target } = await open();
  await fill(place, 5);
  const first: (each: Recorded) => Fault | undefined = ({ operation, nth }) =>
    nth === 0 && /^(DeleteObjects|BatchWriteItem)$/.test(operation) ? fault : undefined;
  place.s3.plan = first;
  place.dynamoDb.plan = first;
  const result = await purge(target, quickOptions());
  expect(result).toMatchObject({ leftoverCount: 0, removed: { total: 15 } });
  expect([keysOf(place), await place.items()]).toEqual([[], []]);
});

/** Only what never answers is worth a short time-out: whatever does answer may take its time on a busy machine. */
const timeoutFor = ({ kind }: Fault) => (kind === 'hang' ? { bucketTimeoutMs: 2_000 } : {});

const forEver: readonly [string, Fault, object][] = [
  ['throttling', { kind: 'error', status: 503, code: 'SlowDown' }, { kind: 'throttled' }],
  ['resets', { kind: 'reset' }, { kind: 'network' }],
  ['a 500', { kind: 'error', status: 500, code: 'InternalError' }, { kind: 'storage' }],
  ['garbage', { kind: 'garbage' }, { kind: 'storage' }],
  ['no answer', { kind: 'hang' }, { kind: 'timeout' }],
  ['no permission', { kind: 'error', status: 403, code: 'AccessDenied' }, { kind: 'denied' }],
  ['expired', { kind: 'error', status: 400, code: 'ExpiredToken' }, { kind: 'credentials' }],
  ['no bucket', { kind: 'error', status: 404, code: 'NoSuchBucket' }, { kind: 'not_found' }],
];
test.each(forEver)(
  '%s for ever ends the purge, and items are gone already',
  async (_, fault, why) => {
    const { place, target } = await open(timeoutFor(fault));
    await fill(place, 5);
    place.s3.plan = ({ operation }) => (operation === 'DeleteObjects' ? fault : undefined);
    const result = await purge(target, quickOptions());
    expect(result).toMatchObject({ stoppedBy: why, removed: { total: 5 }, interrupted: false });
    expect(await place.items()).toEqual([]);
    expect(keysOf(place).length).toBe(10);
  },
);

test.each(forEver.filter(([name]) => name !== 'throttling'))(
  '%s while listing is the error of the plan',
  async (_, fault, why) => {
    const { place, target } = await open(timeoutFor(fault));
    place.s3.plan = () => fault;
    const planning = planPurge(target, quickOptions().limiter);
    await expect(planning).rejects.toMatchObject(why);
  },
);

test('a server without DeleteObjects is emptied key by key, one without versions by plain listing', async () => {
  const { place, target } = await open({ pageSize: 7 });
  await fill(place, 20);
  place.s3.plan = ({ operation }): Fault | undefined => {
    if (operation === 'DeleteObjects') {
      return { kind: 'error', status: 400, code: 'MissingContentMD5' };
    }
    return /^List(ObjectVersions|MultipartUploads)$/.test(operation)
      ? { kind: 'error', status: 501, code: 'NotImplemented' }
      : undefined;
  };
  expect(await purge(target, quickOptions())).toMatchObject({ removed: { total: 60 } });
  expect(keysOf(place)).toEqual([]);
  expect(place.s3.count('DeleteObject')).toBe(40);
});

test('items come over many pages', async () => {
  const { place, target } = await open();
  const keys = sizes(5000).map((pixels) => ['IMAGE', `PIXELS#${pixels}`] as const);
  await place.putItems(keys);
  const { removed } = await purge(target, quickOptions({ concurrency: 8 }));
  expect([removed.things.item, await place.items()]).toEqual([5000, []]);
  expect(place.dynamoDb.count('BatchWriteItem')).toBe(5000 / 25);
}, 60_000);

test('a table whose key is not ours is refused, and nothing of it is deleted', async () => {
  const { place } = await open();
  const client = dynamoClient(place.dynamoDb.url);
  closers.push(() => client.destroy());
  const TableName = 'counters';
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1 }, { TableName });
  await client.send(new PutItemCommand({ TableName, Item: { id: { N: '1' } } }));
  const table = { client, table: TableName, timeoutMs: 5_000 };
  const target = createAwsPurgeTarget({ table, allKeys: true, events: true });
  expect(await purge(target, quickOptions())).toMatchObject({ stoppedBy: { kind: 'refused' } });
  expect(place.dynamoDb.count('BatchWriteItem')).toBe(0);
});
