import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../src/aws/clients.ts';
import { imageStoreContract } from '../contract/image-store.ts';
import { metadataRepositoryContract } from '../contract/metadata-repository.ts';
import { originalDataContract } from '../contract/original-data.ts';
import { stubAwsEnv } from '../support/aws-env.ts';
import { clientsOn, createTable, deployedOn } from '../support/aws-stores.ts';
import { startMoto } from '../support/moto.ts';

let moto: Awaited<ReturnType<typeof startMoto>>;
let clients: AwsClients;
let made = 0;

beforeAll(async () => {
  stubAwsEnv();
  moto = await startMoto();
  clients = clientsOn(moto.url);
});
afterAll(async () => {
  await clients.close();
  await moto.close();
  vi.unstubAllEnvs();
});

const overMoto = async () => {
  made += 1;
  const names = { table: `contract-table-${made}`, bucket: `contract-bucket-${made}` };
  await createTable(await clients.dynamoDb(), names.table);
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await (await clients.s3()).send(
    new CreateBucketCommand({ Bucket: names.bucket, CreateBucketConfiguration }),
  );
  return { ...(await deployedOn(clients, names)), close: async () => {} };
};

metadataRepositoryContract('the SDK adapter over moto', overMoto);
imageStoreContract('the SDK adapter over moto', overMoto);
originalDataContract('moto', overMoto);
