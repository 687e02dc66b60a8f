/**
 * How long `seed` takes when a fixed part of all calls is throttled, whatever their rate: what a shared account limit
 * looks like from one client. S3 and DynamoDB stand-ins on loopback, behind a proxy that refuses at random.
 * The first line warms up; on a busy machine compare the CPU time, servers and proxies included, not the seconds.
 * Run: npx tsx benchmarks/seed-throttling.ts [percent,...]
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { runCli } from '../src/cli/run-cli.ts';
import { createServices } from '../src/cli/wiring/wiring.ts';
import { createTable } from '../test/support/aws/aws-stores.ts';
import { startDynamoServer } from '../test/support/aws/dynamo-server.ts';
import { createBucket } from '../test/support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../test/support/aws/s3/s3-server.ts';
import { createTestIo } from '../test/support/cli/test-io.ts';
import { type FaultPlan, startFaultProxy } from '../test/support/faults/fault-proxy.ts';
import { realClock } from '../test/support/load/real-clock.ts';

const images = 41;
const mostSeconds = 200;

/** Every run is refused the same way. */
const seededRandom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};

const refuse =
  (share: number, random: () => number): FaultPlan =>
  (request) => {
    if (random() >= share) return undefined;
    return request.service === 'S3'
      ? { kind: 'error', status: 503, code: 'SlowDown' }
      : { kind: 'error', status: 400, code: 'ThrottlingException' };
  };

const measure = async (percent: number): Promise<void> => {
  const [dynamo, s3] = [await startDynamoServer(), await startS3Server()];
  s3.buckets.set('bucket', createBucket());
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: 'us-east-1', credentials });
  await createTable(client, 'table');
  const random = seededRandom(percent + 1);
  const proxies = await Promise.all(
    [dynamo.url, s3.url].map((url) => startFaultProxy(url, refuse(percent / 100, random))),
  );
  Object.assign(process.env, {
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: proxies[0]?.url,
    AWS_ENDPOINT_URL_S3: proxies[1]?.url,
  });
  const io = createTestIo({ clock: realClock });
  const timer = setTimeout(() => io.interruptWith('SIGINT'), mostSeconds * 1000);
  const argv = ['seed', '--source', 'generated', '--ints', `400-${399 + images}`, '--json'];
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  await runCli([...argv, '--table', 'table', '--bucket', 'bucket'], io, createServices);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = ((user + system) / 1e6).toFixed(1);
  clearTimeout(timer);
  const { written } = JSON.parse(io.out());
  const calls = proxies.reduce((sum, { requests }) => sum + requests.length, 0);
  console.log(
    `${percent} %: ${written} of ${images} images in ${seconds} s (CPU ${cpuSeconds} s), ${calls} calls`,
  );
  client.destroy();
  await Promise.all([...proxies, dynamo, s3].map((server) => server.close()));
};

const wanted = (process.argv[2] ?? '0,10,25,60').split(',').map(Number);
await measure(0);
for (const percent of wanted) await measure(percent);
process.exit(0);
