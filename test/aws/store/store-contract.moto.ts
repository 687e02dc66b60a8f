import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { originalDataContract } from '../../contract/original-data.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn, createTable, deployedOn } from '../../support/aws/aws-stores.ts';
import { startMoto } from '../../support/aws/moto.ts';
import { mixedStoresOn } from '../light/light-stores.ts';

type OpenStores = (names: {
  readonly table: string;
  readonly bucket: string;
}) => ReturnType<typeof deployedOn>;

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

const overMoto = (open: OpenStores) => async () => {
  made += 1;
  const names = { table: `contract-table-${made}`, bucket: `contract-bucket-${made}` };
  await createTable(await clients.dynamoDb(), names.table);
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await (await clients.s3()).send(
    new CreateBucketCommand({ Bucket: names.bucket, CreateBucketConfiguration }),
  );
  return { close: async () => {}, ...(await open(names)) };
};

const sdk = overMoto((names) => deployedOn(clients, names));
metadataRepositoryContract('the SDK adapter over moto', sdk);
imageStoreContract('the SDK adapter over moto', sdk);
originalDataContract('moto', sdk);

const light = overMoto((names) => mixedStoresOn(moto.url, clients, names));
metadataRepositoryContract('the light adapter over moto', light);
imageStoreContract('the light adapter over moto', light);
originalDataContract('the light adapters over moto', light);
