import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AwsClients } from '../../src/aws/client/clients.ts';
import { openEventStores } from '../../src/lambda/event-stores.ts';
import { openEmbeddedStore } from '../../src/local/store/embedded-store.ts';
import { startWireServer } from '../../src/local/wire/start-wire-server.ts';
import { eventStoresContract } from '../contract/event-stores.ts';
import { stubAwsEnv } from '../support/aws/aws-env.ts';
import { clientsOn, createTable, startDynalite } from '../support/aws/aws-stores.ts';
import { createBucket } from '../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../support/aws/s3/s3-server.ts';
import { bucket, clock, environmentFor, rng } from './rig.ts';

const realClock = { ...clock, now: () => new Date() };
let dynalite: Awaited<ReturnType<typeof startDynalite>>;
let clients: AwsClients;
let tables = 0;
beforeAll(async () => {
  stubAwsEnv();
  dynalite = await startDynalite();
  clients = clientsOn(dynalite.url);
});
afterAll(async () => {
  await clients.close();
  await dynalite.close();
  vi.unstubAllEnvs();
});

const openOnServers = async (versioning?: 'Enabled') => {
  const s3 = await startS3Server();
  const made = createBucket(versioning);
  s3.buckets.set(bucket, made);
  tables += 1;
  const table = `events-${tables}`;
  await createTable(await clients.dynamoDb(), table);
  const env = {
    ...environmentFor(s3.url),
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.url,
    TableName: table,
  };
  return { bucket: made, stores: openEventStores(env, realClock, rng), close: () => s3.close() };
};

eventStoresContract("S3's and DynamoDB's protocols", () => openOnServers());

eventStoresContract("the embedded store's wire", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fibimg-events-'));
  const store = await openEmbeddedStore(dir, { clock: realClock, note: () => {} });
  const env = environmentFor('');
  const wire = await startWireServer({
    ...{ store, bucket, table: env['TableName'] ?? '' },
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  return {
    stores: openEventStores(environmentFor(wire.url), realClock, rng),
    close: async () => {
      await wire.close();
      await rm(dir, { recursive: true });
    },
  };
});

test('a version is read by its id', async () => {
  const { bucket, stores, close } = await openOnServers('Enabled');
  const first = bucket.put('upload/a.jpg', Buffer.from('one'), 'image/jpeg').versionId;
  bucket.put('upload/a.jpg', Buffer.from('two'), 'image/jpeg');
  const read = (version?: string) =>
    stores.thumbnails.readObject('upload/a.jpg', { version, maxBytes: 100 });
  expect(Buffer.from((await read(first))?.bytes ?? []).toString()).toBe('one');
  expect((await read(first))?.version).toBe(first);
  expect(Buffer.from((await read())?.bytes ?? []).toString()).toBe('two');
  await close();
});

test('without a table there are no events', () => {
  const env = { ...environmentFor('http://127.0.0.1:1'), TableName: '' };
  expect(() => openEventStores(env, clock, rng)).toThrow('events need a bucket and a table');
});
