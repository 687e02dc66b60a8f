import {
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { AddPermissionCommand, CreateFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { discoverStack, listOwnStacks } from '../../../src/aws/stack/stack-discovery.ts';
import { readStackFacts } from '../../../src/aws/stack/stack-facts.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { startMoto } from '../../support/aws/moto.ts';

const StackName = 'bref-initial-php-aws-history-cdk';
const FunctionName = 'GetFibonacciImage';

const lambda = (properties: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: 'exports.handler = async () => ({})' },
    ...properties,
  },
});

/** The shape of the original's stack. Moto does not know function URLs, so that is made beside it. */
const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F: lambda({ Timeout: 900 }),
    ImageBucket: { Type: 'AWS::S3::Bucket' },
    ImageTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'BrefStory-table',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'PK', AttributeType: 'S' },
          { AttributeName: 'SK', AttributeType: 'S' },
        ],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      },
    },
    GetFibonacciImage4B5C6D7E: lambda({
      FunctionName,
      MemorySize: 1024,
      Timeout: 6,
      Environment: {
        Variables: { TableName: { Ref: 'ImageTable' }, BucketName: { Ref: 'ImageBucket' } },
      },
    }),
  },
  Outputs: { Bucket: { Value: { Ref: 'ImageBucket' } }, TheUrl: { Value: 'http://127.0.0.1/' } },
};

let moto: Awaited<ReturnType<typeof startMoto>>;
let clients: AwsClients;

beforeAll(async () => {
  stubAwsEnv();
  moto = await startMoto();
  clients = clientsOn(moto.url);
  const client = await clients.cloudFormation();
  const TemplateBody = JSON.stringify(template);
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 20, minDelay: 1 }, { StackName });
  const functions = await clients.lambda();
  await functions.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
  await functions.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'url',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'NONE',
    }),
  );
}, 30_000);
afterAll(async () => {
  await clients.close();
  await moto.close();
  vi.unstubAllEnvs();
});

test('finds the function, the table and the bucket of a stack that CloudFormation made', async () => {
  const stack = await discoverStack(clients, StackName);
  expect(stack).toMatchObject({
    status: 'CREATE_COMPLETE',
    region: 'eu-west-1',
    functionName: FunctionName,
    table: 'BrefStory-table',
    bucket: stack.outputs['Bucket'],
  });
  expect(await listOwnStacks(clients)).toEqual([
    expect.objectContaining({ name: StackName, functionName: FunctionName }),
  ]);
});

test('reads what the services know of it', async () => {
  const facts = await readStackFacts(clients, await discoverStack(clients, StackName));
  expect(facts.function).toMatchObject({ memoryMb: 1024, timeoutS: 6, runtime: 'nodejs20.x' });
  expect(facts.function?.environment).toEqual({
    TableName: 'BrefStory-table',
    BucketName: facts.stack.bucket,
  });
  expect(facts.url).toMatchObject({
    authType: 'NONE',
    publicActions: ['lambda:InvokeFunctionUrl'],
  });
  expect(facts.table).toMatchObject({ mode: 'provisioned', readUnits: 5, writeUnits: 5 });
  expect(facts.bucket?.versioning).toBe('off');
});

test('a stack that was deleted is not found', async () => {
  const client = await clients.cloudFormation();
  const name = 'short-lived';
  const TemplateBody = JSON.stringify({ Resources: { B: { Type: 'AWS::S3::Bucket' } } });
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody }));
  await client.send(new DeleteStackCommand({ StackName: name }));
  await expect(discoverStack(clients, name)).rejects.toMatchObject({ kind: 'not_found' });
});
