/**
 * What a stored `get` costs against a deployed stack: wall time of the built command line beside a bare
 * `node -e 0`, in alternating rounds, with CloudFormation, S3 and DynamoDB on loopback.
 * Run: npm run build && npx tsx benchmarks/stack-start-up.ts [rounds]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createDynamoDbMetadataRepository } from '../src/aws/store/dynamodb-metadata-repository.ts';
import { createS3ImageStore } from '../src/aws/store/s3-image-store.ts';
import { awsEnv } from '../test/support/aws/aws-env.ts';
import { clientsOn, createTable } from '../test/support/aws/aws-stores.ts';
import { startControlPlane } from '../test/support/aws/control-plane.ts';
import { startDynamoServer } from '../test/support/aws/dynamo-server.ts';
import * as original from '../test/support/aws/original-stack.ts';
import { createBucket } from '../test/support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../test/support/aws/s3/s3-server.ts';
import { someMetadata } from '../test/support/cli/memory-store.ts';
import { median } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 25);
const binary = join(import.meta.dirname, '../bin/fibimg.js');
const { originalName, originalTable: table, originalBucket: bucket } = original;

const plane = await startControlPlane({
  stacks: [original.originalStack],
  functions: original.originalFunctions,
});
const s3 = await startS3Server();
const dynamo = await startDynamoServer();
// Whatever else is asked of AWS, the control plane answers it.
const env = {
  ...process.env,
  ...awsEnv,
  AWS_ENDPOINT_URL: plane.url,
  AWS_ENDPOINT_URL_S3: s3.url,
  AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
};
Object.assign(process.env, awsEnv);

const [tables, buckets] = [clientsOn(dynamo.url), clientsOn(s3.url)];
const client = await tables.dynamoDb();
await createTable(client, table);
s3.buckets.set(bucket, createBucket());
const images = createS3ImageStore({ client: await buckets.s3(), bucket, timeoutMs: 10_000 });
await images.putImage(500, new Uint8Array(30_000));
await images.putMetadata(500, someMetadata(500));
const items = createDynamoDbMetadataRepository({ client, table, timeoutMs: 10_000 });
await items.put(500, someMetadata(500));
await Promise.all([tables.close(), buckets.close()]);

const get = ['get', '--int', '500', '--json'];
const candidates = {
  'node -e 0': ['-e', '0'],
  'fibimg stack --help': [binary, 'stack', '--help'],
  'fibimg stack NAME --env': [binary, 'stack', originalName, '--env'],
  'fibimg get --table --bucket': [binary, ...get, '--table', table, '--bucket', bucket],
  'fibimg get --stack NAME': [binary, ...get, '--stack', originalName],
} as const;

const timeMs = async (args: readonly string[]): Promise<number> => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - startedMs;
};

const times = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, args] of Object.entries(candidates)) times.get(name)?.push(await timeMs(args));
}
const bare = times.get('node -e 0') ?? [];
console.log(`${rounds} rounds, node ${process.version}; medians, and ratios within a round`);
for (const [name, measured] of times) {
  const ratio = median(measured.map((ms, round) => ms / (bare[round] ?? Number.NaN)));
  const text = `${median(measured).toFixed(0).padStart(5)} ms ${ratio.toFixed(2).padStart(6)}`;
  console.log(`${name.padEnd(30)} ${text} times bare node`);
}
await Promise.all([plane.close(), s3.close(), dynamo.close()]);
