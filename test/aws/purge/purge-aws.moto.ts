import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAwsPurgeTarget } from '../../../src/aws/purge/purge-aws.ts';
import { itemKey } from '../../../src/core/service/item.ts';
import { purge } from '../../../src/core/upkeep/purge.ts';
import { planPurge } from '../../../src/core/upkeep/purge-plan.ts';
import { createTable } from '../../support/aws/dynamo-server.ts';
import { startMoto } from '../../support/aws/moto.ts';
import { dynamoClient, quickOptions } from '../../support/aws/purge-place.ts';
import { s3Client } from '../../support/aws/s3/s3-client.ts';

let moto: Awaited<ReturnType<typeof startMoto>>;
let s3: ReturnType<typeof s3Client>;
let dynamoDb: ReturnType<typeof dynamoClient>;

beforeAll(async () => {
  moto = await startMoto();
  s3 = s3Client(moto.url);
  dynamoDb = dynamoClient(moto.url);
});
afterAll(async () => {
  s3.destroy();
  dynamoDb.destroy();
  await moto.close();
});

const put = (Bucket: string, Key: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

test.each([false, true])(
  'a bucket is emptied, versions and uploads included (versioned: %s)',
  async (versioned) => {
    const Bucket = `images-${versioned}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    if (versioned) {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    for (let pixels = 1; pixels <= 20; pixels += 1) {
      await put(Bucket, `image/${pixels}.jpg`);
      await put(Bucket, `image/${pixels}.jpg`);
      await put(Bucket, `metadata/${pixels}.json`);
    }
    if (versioned) await s3.send(new DeleteObjectCommand({ Bucket, Key: 'image/1.jpg' }));
    await put(Bucket, 'other/a');
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'image/9.jpg' }));
    const bucket = { client: s3, bucket: Bucket, timeoutMs: 10_000 };
    const target = createAwsPurgeTarget({ bucket, allKeys: false, events: false });
    const plan = await planPurge(target, quickOptions().limiter);
    expect(plan).toMatchObject({
      things: {
        item: 0,
        object: versioned ? 39 : 40,
        version: versioned ? 21 : 0,
        'delete marker': versioned ? 1 : 0,
        upload: 1,
      },
      foreign: ['other/'],
    });
    const result = await purge(target, quickOptions());
    expect([result.removed.total, result.leftoverCount]).toEqual([plan.total, 0]);
    expect((await planPurge(target, quickOptions().limiter)).total).toBe(0);
    const everything = createAwsPurgeTarget({ bucket, allKeys: true, events: true });
    expect(await purge(everything, quickOptions())).toMatchObject({ removed: { total: 1 } });
  },
);

test('a table is emptied over several pages and batches', async () => {
  const TableName = 'BrefStory-table';
  await createTable(moto.url, TableName);
  const padding = { S: 'x'.repeat(20_000) };
  for (let pixels = 1; pixels <= 70; pixels += 1) {
    const Item = { ...itemKey(pixels), padding };
    await dynamoDb.send(new PutItemCommand({ TableName, Item }));
  }
  const table = { client: dynamoDb, table: TableName, timeoutMs: 10_000 };
  const target = createAwsPurgeTarget({ table, allKeys: false, events: false });
  expect(await purge(target, quickOptions())).toMatchObject({ removed: { total: 70 } });
  expect((await planPurge(target, quickOptions().limiter)).total).toBe(0);
});
