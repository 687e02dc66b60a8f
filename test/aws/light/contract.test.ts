import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { openEmbeddedStore } from '../../../src/local/store/embedded-store.ts';
import { startWireServer } from '../../../src/local/wire/start-wire-server.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { originalDataContract } from '../../contract/original-data.ts';
import { stubAwsEnv, wireCredentials } from '../../support/aws/aws-env.ts';
import { clientsOn, createTable, startDynalite } from '../../support/aws/aws-stores.ts';
import { createBucket } from '../../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../support/aws/s3/s3-server.ts';
import { lightStoresOn, mixedStoresOn } from './light-stores.ts';

const bucket = 'contract-bucket';
let dynalite: Awaited<ReturnType<typeof startDynalite>>;
let dynaliteClients: AwsClients;
let tables = 0;

beforeAll(async () => {
  stubAwsEnv();
  dynalite = await startDynalite();
  dynaliteClients = clientsOn(dynalite.url);
});
afterAll(async () => {
  await dynaliteClients.close();
  await dynalite.close();
  vi.unstubAllEnvs();
});

const overDynalite = async () => {
  tables += 1;
  const table = `contract-${tables}`;
  await createTable(await dynaliteClients.dynamoDb(), table);
  return mixedStoresOn(dynalite.url, dynaliteClients, { table, bucket });
};

const overS3 = async () => {
  const server = await startS3Server();
  server.buckets.set(bucket, createBucket());
  const clients = clientsOn(server.url);
  const stores = await mixedStoresOn(server.url, clients, { bucket, table: 'none' });
  const close = async () => {
    await stores.close();
    await clients.close();
    await server.close();
  };
  return { ...stores, close };
};

/** What the function does goes over the wire; what it never does, to the store itself. */
const overWire = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-contract-'));
  const clock = { now: () => new Date(), elapsedMs: () => performance.now() };
  const embedded = await openEmbeddedStore(folder, { clock, note: () => {} });
  const names = { bucket, table: 'contract-table' };
  const server = await startWireServer({
    store: embedded,
    credentials: wireCredentials,
    ...names,
  });
  const light = lightStoresOn(server.url, names);
  const close = async () => {
    light.close();
    await server.close();
    await rm(folder, { recursive: true });
  };
  return {
    repository: { ...embedded.metadata, ...light.repository },
    store: { ...embedded.images, ...light.store },
    close,
  };
};

metadataRepositoryContract('the light adapter over dynalite', overDynalite);
metadataRepositoryContract('the light adapter over the wire server', overWire);
imageStoreContract('the light adapter over the wire server', overWire);
imageStoreContract('the light adapter over S3', overS3);
originalDataContract('the light adapters over dynalite and S3', async () => {
  const [objects, table] = await Promise.all([overS3(), overDynalite()]);
  const { dynamoDb, repository, table: name } = table;
  return { ...objects, dynamoDb, repository, table: name };
});
