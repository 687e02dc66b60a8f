/** S3 and DynamoDB in a process of their own, so that their work is not measured with the client's. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbMetadataRepository } from '../../src/aws/store/dynamodb-metadata-repository.ts';
import { runBounded } from '../../src/core/upkeep/run-bounded.ts';
import { startDynamoServer, testCredentials } from '../../test/support/aws/dynamo-server.ts';
import { createBucket } from '../../test/support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../test/support/aws/s3/s3-server.ts';
import { createSynthesisedBucket } from '../../test/support/aws/s3/s3-synthesised-bucket.ts';
import { someMetadata } from '../../test/support/cli/memory-store.ts';
import { startFaultProxy } from '../../test/support/faults/fault-proxy.ts';

export interface Fill {
  readonly objects: number;
  readonly items: number;
  /** Made up while listed, with no bytes of their own. */
  readonly synthesised: boolean;
  readonly latencyMs: number;
}

export interface State {
  readonly endpoints: {
    readonly AWS_ENDPOINT_URL_S3: string;
    readonly AWS_ENDPOINT_URL_DYNAMODB: string;
  };
  /** Requests by operation since the last fill. */
  readonly requests: Readonly<Record<string, number>>;
}

const table = 'table';
const s3 = await startS3Server();
const dynamo = await startDynamoServer();
await dynamo.createTable(table);
const proxies = [await startFaultProxy(s3.url), await startFaultProxy(dynamo.url)] as const;
const client = new DynamoDBClient({
  endpoint: dynamo.url,
  region: 'us-east-1',
  credentials: testCredentials,
});
const repository = createDynamoDbMetadataRepository({ client, table, timeoutMs: 60_000 });

const fill = async ({ objects, items, synthesised, latencyMs }: Fill): Promise<void> => {
  const bucket = synthesised ? createSynthesisedBucket(objects / 2) : createBucket();
  s3.buckets.set('bucket', bucket);
  const body = Buffer.alloc(400);
  for (let at = 1; !synthesised && at <= objects / 2; at += 1) {
    bucket.put(`image/${at}.jpg`, body, 'image/jpeg');
    bucket.put(`metadata/${at}.json`, body, 'application/json');
  }
  const sizes = Array.from({ length: items }, (_, at) => at + 1);
  await runBounded(sizes, 16, (pixels) => repository.put(pixels, someMetadata(pixels)));
  for (const proxy of proxies) {
    proxy.requests.length = 0;
    proxy.plan = latencyMs > 0 ? () => ({ kind: 'delay', ms: latencyMs }) : undefined;
  }
};

const state = (): State => {
  const requests: Record<string, number> = {};
  for (const { operation } of proxies.flatMap((proxy) => proxy.requests)) {
    requests[operation] = (requests[operation] ?? 0) + 1;
  }
  const [s3Proxy, dynamoProxy] = proxies;
  const endpoints = {
    AWS_ENDPOINT_URL_S3: s3Proxy.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoProxy.url,
  };
  return { endpoints, requests };
};

process.on('message', async (message: Fill | 'state') => {
  if (message !== 'state') await fill(message);
  process.send?.(state());
});
process.on('disconnect', () => process.exit());
