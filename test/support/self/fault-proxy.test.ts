import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { itemKey } from '../../../src/core/service/item.ts';
import { startDynamoServer, testCredentials } from '../aws/dynamo-server.ts';
import { createBucket } from '../aws/s3/s3-bucket.ts';
import { s3Client } from '../aws/s3/s3-client.ts';
import { startS3Server } from '../aws/s3/s3-server.ts';
import { type Fault, startFaultProxy } from '../faults/fault-proxy.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
const closing = <T extends { close(): unknown }>(held: T): T => {
  closers.push(() => held.close());
  return held;
};

const bucketBehindProxy = async () => {
  const server = closing(await startS3Server());
  const bucket = createBucket();
  server.buckets.set('b', bucket);
  const proxy = closing(await startFaultProxy(server.url));
  const client = s3Client(proxy.url);
  closers.push(() => client.destroy());
  return { bucket, proxy, client };
};

test.each<[Fault, object]>([
  [{ kind: 'error', status: 503, code: 'SlowDown' }, { name: 'SlowDown' }],
  [{ kind: 'reset' }, { code: 'ECONNRESET' }],
  [{ kind: 'garbage' }, { $metadata: {} }],
])('%o reaches the SDK once, and the next request passes', async (fault, shape) => {
  const { proxy, client } = await bucketBehindProxy();
  proxy.plan = ({ nth }) => (nth === 0 ? fault : undefined);
  const list = () => client.send(new ListObjectsV2Command({ Bucket: 'b' }));
  await expect(list()).rejects.toMatchObject(shape);
  expect((await list()).KeyCount).toBe(0);
  expect(proxy.count('ListObjectsV2')).toBe(2);
});

test('keys fail one by one while the others are deleted', async () => {
  const { bucket, proxy, client } = await bucketBehindProxy();
  for (const key of ['a', 'b', 'c']) bucket.put(key, Buffer.from(key), 'text/plain');
  proxy.plan = () => ({ kind: 'key-errors', code: 'InternalError', fails: (key) => key === 'b' });
  const Objects = ['a', 'b', 'c'].map((Key) => ({ Key }));
  const reply = await client.send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects } }));
  expect(reply.Errors).toMatchObject([{ Key: 'b', Code: 'InternalError' }]);
  expect([...bucket.objectsAfter('')].map(({ key }) => key)).toEqual(['b']);
});

test('a batch of items is done in part, and the rest handed back', async () => {
  const server = closing(await startDynamoServer());
  await server.createTable('table');
  const proxy = closing(await startFaultProxy(server.url));
  const client = new DynamoDBClient({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: testCredentials,
  });
  closers.push(() => client.destroy());
  proxy.plan = ({ operation }) =>
    operation === 'BatchWriteItem' ? { kind: 'unprocessed', taken: 2 } : undefined;
  const requests = [1, 2, 3].map((pixels) => ({ PutRequest: { Item: itemKey(pixels) } }));
  const command = new BatchWriteItemCommand({ RequestItems: { table: requests } });
  const { UnprocessedItems } = await client.send(command);
  expect(UnprocessedItems).toEqual({ table: [requests[2]] });
  const { Count } = await client.send(new ScanCommand({ TableName: 'table' }));
  expect(Count).toBe(2);
});
