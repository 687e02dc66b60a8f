import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { originalDataContract } from '../../contract/original-data.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn, createTable, deployedOn, startDynalite } from '../../support/aws/aws-stores.ts';
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

const overDynalite = async () => {
  tables += 1;
  const table = `contract-${tables}`;
  await createTable(await dynaliteClients.dynamoDb(), table);
  return { ...(await deployedOn(dynaliteClients, { table, bucket })), close: async () => {} };
};

const overS3 = async () => {
  const server = await startS3Server();
  server.buckets.set(bucket, createBucket());
  const clients = clientsOn(server.url);
  const close = async () => {
    await clients.close();
    await server.close();
  };
  return { ...(await deployedOn(clients, { bucket, table: 'none' })), close };
};

metadataRepositoryContract('the SDK adapter over dynalite', overDynalite);
imageStoreContract('the SDK adapter over S3', overS3);
originalDataContract('the SDK adapters over dynalite and S3', async () => {
  const [objects, table] = await Promise.all([overS3(), overDynalite()]);
  const { dynamoDb, repository, table: name } = table;
  return { ...objects, dynamoDb, repository, table: name };
});
