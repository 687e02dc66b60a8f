/** The function on the SDK's adapters instead of the light ones, to be measured beside it; otherwise src/lambda/handler.ts. */
import { randomInt, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoDbMetadataRepository } from '../../src/aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore } from '../../src/aws/store/s3-image-store.ts';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';

const { env } = process;
const rng = { below: (bound: number) => randomInt(bound), uuid: () => randomUUID() };
const options = { timeoutMs: 28_000 };
const stores = {
  images: createS3ImageStore({
    client: new S3Client({ forcePathStyle: env['AWS_ENDPOINT_URL'] !== undefined }),
    bucket: env['BucketName'] ?? '',
    ...options,
  }),
  metadata: createDynamoDbMetadataRepository({
    client: new DynamoDBClient({}),
    table: env['TableName'] ?? '',
    ...options,
  }),
};

export const handler = createHandler({
  stores: () => stores,
  origin: createPicsumOrigin({
    baseUrl: 'https://picsum.photos',
    timeoutMs: 900_000,
    userAgent: 'fibimg',
  }),
  clock: { now: () => new Date(), elapsedMs: () => performance.now() },
  rng,
  events: () => {
    throw new Error('not measured');
  },
  log: (line) => process.stdout.write(line),
  environmentId: rng.uuid(),
  initType: undefined,
  traceId: () => env['_X_AMZN_TRACE_ID'],
});
