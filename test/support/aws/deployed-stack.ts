import { onTestFinished } from 'vitest';
import { createDynamoDbMetadataRepository } from '../../../src/aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore } from '../../../src/aws/store/s3-image-store.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { awsEnv, stubAwsEnv } from './aws-env.ts';
import { clientsOn, createTable } from './aws-stores.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { startDynamoServer } from './dynamo-server.ts';
import * as original from './original-stack.ts';
import { createBucket } from './s3/s3-bucket.ts';
import { startS3Server } from './s3/s3-server.ts';

/**
 * The original's stack as if deployed: CloudFormation and Lambda, its table in a DynamoDB and its bucket in an
 * S3, the latter two behind proxies that can spoil calls. The SDK finds all of them in the environment.
 */
export const deployOriginal = async () => {
  const plane: ControlPlane = await startControlPlane({
    stacks: [original.originalStack],
    functions: original.originalFunctions,
  });
  const dynamo = await startDynamoServer();
  const s3 = await startS3Server();
  const bucket = createBucket();
  s3.buckets.set(original.originalBucket, bucket);
  const dynamoProxy: FaultProxy = await startFaultProxy(dynamo.url);
  const s3Proxy: FaultProxy = await startFaultProxy(s3.url);
  const endpoints = {
    AWS_ENDPOINT_URL: plane.url,
    AWS_ENDPOINT_URL_S3: s3Proxy.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoProxy.url,
  };
  stubAwsEnv(endpoints);
  const [own, ownS3] = [clientsOn(dynamo.url), clientsOn(s3.url)];
  const table = original.originalTable;
  await createTable(await own.dynamoDb(), table, { ReadCapacityUnits: 5, WriteCapacityUnits: 5 });
  const common = { timeoutMs: 10_000 };
  onTestFinished(async () => {
    for (const server of [plane, dynamoProxy, s3Proxy, dynamo, s3, own, ownS3])
      await server.close();
  });
  return {
    /** What a process of its own needs to find all of this. */
    env: { ...awsEnv, ...endpoints },
    plane,
    dynamoProxy,
    s3Proxy,
    bucket,
    dynamoDb: await own.dynamoDb(),
    /** Straight to the servers, past the proxies. */
    metadata: createDynamoDbMetadataRepository({ client: await own.dynamoDb(), table, ...common }),
    images: createS3ImageStore({
      client: await ownS3.s3(),
      bucket: original.originalBucket,
      ...common,
    }),
  };
};
