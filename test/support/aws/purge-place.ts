import { BatchWriteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { createAwsPurgeTarget } from '../../../src/aws/purge/purge-aws.ts';
import { sleep } from '../../../src/core/sleep.ts';
import { createAdaptiveLimiter } from '../../../src/core/upkeep/adaptive-limiter.ts';
import type { PurgeOptions } from '../../../src/core/upkeep/purge.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { realClock } from '../load/real-clock.ts';
import { startDynamoServer, testCredentials } from './dynamo-server.ts';
import { type Bucket, createBucket } from './s3/s3-bucket.ts';
import { s3Client } from './s3/s3-client.ts';
import { startS3Server } from './s3/s3-server.ts';

export interface PurgePlace {
  readonly s3: FaultProxy;
  readonly dynamoDb: FaultProxy;
  readonly bucket: Bucket;
  /** The names of all items, `PK SK`. */
  items(): Promise<string[]>;
  putItems(keys: readonly (readonly [partition: string, sort: string])[]): Promise<void>;
  close(): Promise<void>;
}

export const tableName = 'BrefStory-table';
export const bucketName = 'images';

/** A bucket and a table, each behind a fault proxy. */
export const startPurgePlace = async ({
  pageSize = 1000,
  bucket = createBucket(),
}: {
  pageSize?: number;
  bucket?: Bucket;
} = {}): Promise<PurgePlace> => {
  const [s3Server, dynamoServer] = await Promise.all([
    startS3Server({ pageSize }),
    startDynamoServer(),
  ]);
  s3Server.buckets.set(bucketName, bucket);
  await dynamoServer.createTable(tableName);
  const [s3, dynamoDb] = await Promise.all([
    startFaultProxy(s3Server.url),
    startFaultProxy(dynamoServer.url),
  ]);
  const direct = dynamoClient(dynamoServer.url);
  return {
    s3,
    dynamoDb,
    bucket,
    items: () => scanAll(direct),
    putItems: (keys) => putAll(direct, keys),
    close: async () => {
      direct.destroy();
      for (const server of [s3, dynamoDb, s3Server, dynamoServer]) await server.close();
    },
  };
};

export const dynamoClient = (endpoint: string, maxAttempts = 3): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: testCredentials, maxAttempts });

/** Longer than anything takes that answers at all, however busy the machine is. */
const answersWithinMs = 30_000;

/** Through the real SDK, quickly: what a test breaks is seen at the first attempt. */
export const openPurgeTarget = (
  { s3, dynamoDb }: PurgePlace,
  { allKeys = false, events = false, bucketTimeoutMs = answersWithinMs } = {},
) => {
  const clients = { s3: s3Client(s3.url), dynamoDb: dynamoClient(dynamoDb.url, 1) };
  const target = createAwsPurgeTarget({
    table: { client: clients.dynamoDb, table: tableName, timeoutMs: answersWithinMs },
    bucket: { client: clients.s3, bucket: bucketName, timeoutMs: bucketTimeoutMs },
    ...{ allKeys, events },
  });
  return { target, clients };
};

/** Patience of a test: real back-off, a hundredth as long. */
export const quickOptions = (rest: Partial<PurgeOptions> = {}): PurgeOptions => {
  const rng = { below: (bound: number) => Math.floor(Math.random() * bound), uuid: () => '' };
  const quick = (ms: number, signal?: AbortSignal) => sleep(ms / 100, signal);
  const limiter = createAdaptiveLimiter({ clock: realClock, rng, sleep: quick, patienceMs: 300 });
  return { concurrency: 4, limiter, rng, sleep: quick, ...rest };
};

const scanAll = async (client: DynamoDBClient): Promise<string[]> => {
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
    found.push(...Items.map(({ PK, SK }) => `${PK?.S} ${SK?.S}`));
  }
  return found.sort();
};

const putAll = async (
  client: DynamoDBClient,
  keys: readonly (readonly [string, string])[],
): Promise<void> => {
  for (let at = 0; at < keys.length; at += 25) {
    const requests = keys.slice(at, at + 25).map(([PK, SK]) => ({
      PutRequest: { Item: { PK: { S: PK }, SK: { S: SK }, metadata: { S: '{}' } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  }
};
