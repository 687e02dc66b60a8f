import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { PlaneStack } from './cloud-formation-xml.ts';
import type { PlaneFunction } from './control-plane.ts';
import { deployOriginal } from './deployed-stack.ts';
import { originalBucket, originalTable } from './original-stack.ts';

const resource = (logicalId: string, type: string, physicalId: string) => ({
  logicalId,
  type,
  physicalId,
});

const functionOf = (name: string, variables: Readonly<Record<string, string>>): PlaneFunction => ({
  configuration: {
    FunctionName: name,
    Runtime: 'nodejs20.x',
    Environment: { Variables: variables },
  },
});

interface ForeignStack {
  readonly stack: PlaneStack;
  readonly functions: Readonly<Record<string, PlaneFunction>>;
  /** The attributes of its table's key. */
  readonly keys: readonly [string, string];
  readonly table: string;
  /** What a refusal says. */
  readonly why: RegExp;
}

/** Of somebody else: each has one bucket, one table and one function, and shares the next thing with ours. */
export const foreignStacks: Readonly<Record<string, ForeignStack>> = {
  'a photo album': {
    stack: {
      name: 'album',
      status: 'CREATE_COMPLETE',
      resources: [
        resource('Photos', 'AWS::S3::Bucket', originalBucket),
        resource('Albums', 'AWS::DynamoDB::Table', 'albums'),
        resource('Api', 'AWS::Lambda::Function', 'album-api'),
      ],
    },
    functions: {
      'album-api': functionOf('album-api', { TableName: 'albums', BucketName: originalBucket }),
    },
    keys: ['PK', 'SK'],
    table: 'albums',
    why: /neither the tag fibimg nor the output TheUrl and Bucket/,
  },
  'a website with our outputs': {
    stack: {
      name: 'website',
      status: 'UPDATE_COMPLETE',
      outputs: { TheUrl: 'https://example.invalid/', Bucket: originalBucket },
      resources: [
        resource('Media', 'AWS::S3::Bucket', originalBucket),
        resource('Pages', 'AWS::DynamoDB::GlobalTable', 'pages'),
        resource('Render', 'AWS::Lambda::Function', 'render'),
      ],
    },
    functions: { render: functionOf('render', { TABLE: 'pages', BucketName: originalBucket }) },
    keys: ['PK', 'SK'],
    table: 'pages',
    why: /environment does not name its table and bucket/,
  },
  'a shop with our outputs and variables': {
    stack: {
      name: 'shop',
      status: 'CREATE_COMPLETE',
      outputs: { TheUrl: 'https://example.invalid/', Bucket: originalBucket },
      resources: [
        resource('Media', 'AWS::S3::Bucket', originalBucket),
        resource('Orders', 'AWS::DynamoDB::Table', 'orders'),
        resource('Shop', 'AWS::Lambda::Function', 'shop'),
      ],
    },
    functions: {
      shop: functionOf('shop', {
        TableName: 'orders',
        TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders',
        BucketName: originalBucket,
      }),
    },
    keys: ['customer', 'order'],
    table: 'orders',
    why: /the key of its table is customer \(S\), order \(S\)/,
  },
};

/** What somebody else keeps under our prefixes; none of it is exactly of our form. */
export const foreignKeys = [
  'image/0500.jpg',
  'image/2024/holiday.jpg',
  'image/99999.jpg',
  'image/logo.png',
  'metadata/schema.json',
  'notes.txt',
] as const;

/** Puts the foreign keys, and one object whose key is exactly of our form, into a bucket. */
export const fillForeign = ({ bucket }: Awaited<ReturnType<typeof deployOriginal>>): void => {
  for (const key of [...foreignKeys, 'image/402.jpg']) {
    bucket.put(key, Buffer.from(`mine: ${key}`), 'text/plain');
  }
};

/** Deploys a foreign stack in the place of ours, with things in it. */
export const deployForeign = async ({ stack, functions, keys, table }: ForeignStack) => {
  const deployed = await deployOriginal();
  deployed.plane.content = { stacks: [stack], functions };
  const { dynamoDb } = deployed;
  await createKeyedTable(dynamoDb, table, keys);
  for (const sort of ['ALBUM#1', 'PIXELS#402']) {
    const [partition, range] = keys;
    const Item = { [partition]: { S: 'IMAGE' }, [range]: { S: sort }, mine: { S: 'yes' } };
    await dynamoDb.send(new PutItemCommand({ TableName: table, Item }));
  }
  fillForeign(deployed);
  return { ...deployed, contents: () => contentsOf(deployed, table) };
};

/** Everything in a bucket and a table, to compare with what is there later. */
export const contentsOf = async (
  { bucket, dynamoDb }: Awaited<ReturnType<typeof deployOriginal>>,
  table: string = originalTable,
) => {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: table }));
  const objects = [...bucket.objectsAfter('')].map(({ key }) => [
    key,
    Buffer.from(bucket.get(key)?.body ?? []).toString(),
  ]);
  return { objects, items: Items.map((item) => JSON.stringify(item)).sort() };
};

const createKeyedTable = async (
  client: DynamoDBClient,
  TableName: string,
  keys: readonly [string, string],
): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: keys[0], KeyType: 'HASH' },
        { AttributeName: keys[1], KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName });
};
