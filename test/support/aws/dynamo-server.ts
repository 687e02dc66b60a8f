import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

interface DynamoServer {
  readonly url: string;
  createTable(name: string): Promise<void>;
  close(): Promise<void>;
}

export const testCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** An empty DynamoDB in this process. */
export const startDynamoServer = async (): Promise<DynamoServer> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    createTable: (name) => createTable(url, name),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** A table of the contract's key schema, and as small as the original's where capacity matters. */
export const createTable = async (endpoint: string, TableName: string): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: testCredentials,
  });
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S' as const,
        })),
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
      }),
    );
    // One more request, so that the table, which is made at the next tick, is active for certain.
    await new Promise((resolve) => setTimeout(resolve, 5));
  } finally {
    client.destroy();
  }
};
