import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type AwsClients, createAwsClients } from '../../../src/aws/client/clients.ts';
import { openDirectItems, openDirectObjects } from '../../../src/aws/store/direct-calls.ts';
import {
  createDynamoDbMetadataRepository,
  type ItemCalls,
} from '../../../src/aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore, type ObjectCalls } from '../../../src/aws/store/s3-image-store.ts';

/** dynalite on a free port of loopback. */
export const startDynalite = async () => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  return { url: await listening(server), close: () => closed(server) };
};

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });

/** Clients as the product makes them, on one endpoint, quick to give up. */
export const clientsOn = (endpointUrl: string, changes: { timeoutMs?: number } = {}): AwsClients =>
  createAwsClients({ endpointUrl, region: 'eu-west-1', timeoutMs: 10_000, ...changes });

export const createTable = async (
  client: DynamoDBClient,
  table: string,
  throughput?: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number },
): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      AttributeDefinitions: ['PK', 'SK'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      ...(throughput === undefined
        ? { BillingMode: 'PAY_PER_REQUEST' }
        : { ProvisionedThroughput: throughput }),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: table });
};

interface Names {
  readonly table: string;
  readonly bucket: string;
}

/** A bucket and a table that exist behind `clients`, and both adapters on them. */
export const deployedOn = async (
  clients: AwsClients,
  names: Names,
  timeoutMs = 10_000,
  calls: { readonly items?: ItemCalls; readonly objects?: ObjectCalls } = {},
) => {
  const [dynamoDb, s3] = await Promise.all([clients.dynamoDb(), clients.s3()]);
  const common = { ...names, timeoutMs };
  return {
    ...names,
    dynamoDb,
    s3,
    repository: createDynamoDbMetadataRepository({ client: dynamoDb, ...common }, calls.items),
    store: createS3ImageStore({ client: s3, ...common }, calls.objects),
  };
};

/** The same, with single objects and items past the SDK's middleware. */
export const directOn = async (clients: AwsClients, names: Names, timeoutMs = 10_000) => {
  const clock = { now: () => new Date() };
  const [items, objects] = await Promise.all([
    openDirectItems(clients, names.table, clock),
    openDirectObjects(clients, names.bucket, clock),
  ]);
  if (items === undefined || objects === undefined) throw new Error('no plain endpoint');
  return deployedOn(clients, names, timeoutMs, { items, objects });
};
