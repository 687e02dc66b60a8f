import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { startWireServer } from '../../../src/local/wire/start-wire-server.ts';
import { imageStoreContract } from '../../contract/image-store.ts';
import { metadataRepositoryContract } from '../../contract/metadata-repository.ts';
import { originalDataContract } from '../../contract/original-data.ts';
import { stubAwsEnv, wireCredentials } from '../../support/aws/aws-env.ts';
import { clientsOn, createTable, deployedOn, startDynalite } from '../../support/aws/aws-stores.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';

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

const overWire = async () => {
  const names = { bucket, table: 'contract-table' };
  const server = await startWireServer({
    store: createMemoryStore(),
    credentials: wireCredentials,
    ...names,
  });
  const clients = clientsOn(server.url);
  const close = async () => {
    await clients.close();
    await server.close();
  };
  return { ...(await deployedOn(clients, names)), close };
};

metadataRepositoryContract('the SDK adapter over dynalite', overDynalite);
metadataRepositoryContract('the SDK adapter over the wire server', overWire);
imageStoreContract('the SDK adapter over the wire server', overWire);
originalDataContract('dynalite and the wire server', async () => {
  const [wire, table] = await Promise.all([overWire(), overDynalite()]);
  const { dynamoDb, repository, table: name } = table;
  return { ...wire, dynamoDb, repository, table: name };
});
