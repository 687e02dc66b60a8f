import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { originalDataContract } from '../../contract/original-data.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import {
  clientsOn,
  createTable,
  deployedOn,
  directOn,
  startDynalite,
} from '../../support/aws/aws-stores.ts';
import { createBucket } from '../../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../support/aws/s3/s3-server.ts';

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

const overDynalite = async (adaptersOn = deployedOn) => {
  tables += 1;
  const table = `contract-${tables}`;
  await createTable(await dynaliteClients.dynamoDb(), table);
  return { ...(await adaptersOn(dynaliteClients, { table, bucket })), close: async () => {} };
};

const overS3 = async (adaptersOn = deployedOn) => {
  const server = await startS3Server();
  server.buckets.set(bucket, createBucket());
  const clients = clientsOn(server.url);
  const close = async () => {
    await clients.close();
    await server.close();
  };
  return { ...(await adaptersOn(clients, { bucket, table: 'none' })), close };
};

for (const [name, adaptersOn] of [
  ['the SDK adapter', deployedOn],
  ['the direct calls', directOn],
] as const) {
  metadataRepositoryContract(`${name} over dynalite`, () => overDynalite(adaptersOn));
  imageStoreContract(`${name} over S3`, () => overS3(adaptersOn));
  originalDataContract(`${name} over dynalite and S3`, async () => {
    const [objects, table] = await Promise.all([overS3(adaptersOn), overDynalite(adaptersOn)]);
    const { dynamoDb, repository, table: tableName } = table;
    return { ...objects, dynamoDb, repository, table: tableName };
  });
}
