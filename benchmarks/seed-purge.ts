/**
 * What seed and purge cost against S3 and DynamoDB emulators on loopback: time against one call at a time and
 * against `aws s3 rm --recursive`, requests against the least possible, peak memory by size.
 * Run: npm run build && npx tsx benchmarks/seed-purge.ts [seed,purge,aws,memory]
 */
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { median } from './rounds.ts';
import type { Fill, State } from './seed-purge/servers.ts';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'fibimg-bench-'));
const servers = fork(join(import.meta.dirname, 'seed-purge/servers.ts'), {
  execArgv: ['--import', 'tsx'],
});

const ask = async (message: Partial<Fill> | 'state'): Promise<State> => {
  const empty = { objects: 0, items: 0, synthesised: false, latencyMs: 0 };
  const reply = once(servers, 'message');
  servers.send(message === 'state' ? message : { ...empty, ...message });
  const [state]: State[] = await reply;
  if (state === undefined) throw new Error('the servers did not answer');
  return state;
};

const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
const environment = {
  ...keys,
  ...(await ask('state')).endpoints,
  PATH: process.env['PATH'],
  HOME: scratch,
  PEAK_FILE: join(scratch, 'peak'),
};

interface Run {
  readonly seconds: number;
  readonly memory: { readonly peakMb: number; readonly liveMb: number };
  readonly requests: State['requests'];
}

const noMemory: Run['memory'] = { peakMb: 0, liveMb: 0 };

const run = async (command: string, argv: readonly string[]): Promise<Run> => {
  const started = performance.now();
  const child = spawn(command, argv, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${argv.join(' ')}: exit ${code}\n${stderr}`);
  const seconds = (performance.now() - started) / 1000;
  const measured = command === process.execPath;
  const memory = measured ? JSON.parse(readFileSync(environment.PEAK_FILE, 'utf8')) : noMemory;
  return { seconds, memory, requests: (await ask('state')).requests };
};

const fibimg = (...argv: string[]): Promise<Run> =>
  run(process.execPath, [
    '--import',
    join(import.meta.dirname, 'seed-purge/peak-memory.mjs'),
    join(root, 'bin/fibimg.js'),
    ...argv,
    '--quiet',
    ...['--table', 'table', '--bucket', 'bucket'],
  ]);

const purge = (...argv: string[]): Promise<Run> => fibimg('purge', '--yes', ...argv);

/** What a script without batches does: list, then one call a thing, each after the other. */
const oneAtATime = async (): Promise<number> => {
  const options = { region: 'us-east-1', credentials: { accessKeyId: 't', secretAccessKey: 't' } };
  const dynamo = new DynamoDBClient({
    ...options,
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
  });
  const s3 = new S3Client({
    ...options,
    endpoint: environment.AWS_ENDPOINT_URL_S3,
    forcePathStyle: true,
  });
  const started = performance.now();
  const query = {
    TableName: 'table',
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'IMAGE' } },
    ProjectionExpression: 'PK, SK',
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamo }, query)) {
    for (const Key of Items) await dynamo.send(new DeleteItemCommand({ TableName: 'table', Key }));
  }
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: 'bucket' },
  )) {
    for (const { Key } of Contents) {
      await s3.send(new DeleteObjectCommand({ Bucket: 'bucket', Key }));
    }
  }
  dynamo.destroy();
  s3.destroy();
  return (performance.now() - started) / 1000;
};

const shown = (requests: State['requests']): string =>
  Object.entries(requests)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ');

const benchSeed = async (latencyMs: number, rounds: number): Promise<void> => {
  const seconds = { one: [] as number[], eight: [] as number[] };
  const seeding = async (concurrency: string): Promise<number> => {
    await ask({});
    await purge();
    await ask({ latencyMs });
    return (await fibimg('seed', '--source', 'generated', '--concurrency', concurrency)).seconds;
  };
  for (let round = 0; round < rounds; round += 1) {
    seconds.one.push(await seeding('1'));
    seconds.eight.push(await seeding('8'));
  }
  const again = await fibimg('seed', '--source', 'generated');
  const [one, eight] = [median(seconds.one), median(seconds.eight)];
  console.log(`seed of 601 generated images, ${latencyMs} ms latency: ${eight.toFixed(2)} s`);
  console.log(`  one at a time ${one.toFixed(2)} s, ${(one / eight).toFixed(1)} times as long`);
  console.log(`  a second run, which writes nothing: ${again.seconds.toFixed(2)} s`);
};

/** Items of ours are at most 5,000: one for each size of image. */
const benchPurge = async (objects: number, items: number, latencyMs: number): Promise<void> => {
  const fill = { objects, items, latencyMs };
  await ask(fill);
  const ours = await purge();
  await ask(fill);
  const single = await oneAtATime();
  const { Query: queryPages = 0 } = (await ask('state')).requests;
  const objectBatches = Math.ceil(objects / 1000);
  const deleting = objectBatches + Math.ceil(items / 25);
  // What is there, the unfinished uploads among it; and the same three looks once more when all is gone.
  const least = deleting + objectBatches + queryPages + 1 + 3;
  const used = Object.values(ours.requests).reduce((sum, count) => sum + count, 0);
  console.log(
    `purge of ${objects} objects and ${items} items, ${latencyMs} ms latency: ${ours.seconds.toFixed(2)} s`,
  );
  console.log(
    `  one at a time ${single.toFixed(2)} s, ${(single / ours.seconds).toFixed(1)} times as long`,
  );
  console.log(`  ${used} requests: ${shown(ours.requests)}`);
  console.log(
    `  to list, delete and list again takes ${least} at least, of which deleting ${deleting}`,
  );
};

const benchAws = async (objects: number, latencyMs: number): Promise<void> => {
  if (spawnSync('aws', ['--version']).status !== 0) {
    console.log('aws s3 rm: the aws CLI is not installed, not compared');
    return;
  }
  const fill = { objects, latencyMs };
  const rm = ['s3', 'rm', '--recursive', '--quiet', 's3://bucket/', '--endpoint-url'];
  const seconds = { ours: [] as number[], aws: [] as number[] };
  let requests: State['requests'] = {};
  for (let round = 0; round < 3; round += 1) {
    await ask(fill);
    seconds.ours.push((await purge('--only', 'bucket')).seconds);
    await ask(fill);
    const aws = await run('aws', [...rm, environment.AWS_ENDPOINT_URL_S3]);
    seconds.aws.push(aws.seconds);
    requests = aws.requests;
  }
  const [ours, aws] = [median(seconds.ours), median(seconds.aws)];
  console.log(
    `the bucket alone, ${objects} objects, ${latencyMs} ms latency: ${ours.toFixed(2)} s`,
  );
  console.log(
    `  aws s3 rm --recursive ${aws.toFixed(2)} s, ${(aws / ours).toFixed(1)} times as long, ${shown(requests)}`,
  );
};

const benchMemory = async (): Promise<void> => {
  for (const objects of [1_000, 10_000, 100_000]) {
    await ask({ objects, synthesised: true });
    const { memory, seconds } = await purge('--only', 'bucket');
    const { peakMb, liveMb } = memory;
    console.log(
      `peak memory at ${objects} objects: ${peakMb.toFixed(0)} MB resident, ${liveMb.toFixed(0)} MB of live heap (${seconds.toFixed(1)} s)`,
    );
  }
};

const parts: Readonly<Record<string, () => Promise<void>>> = {
  seed: async () => {
    await benchSeed(0, 3);
    await benchSeed(10, 1);
  },
  purge: async () => {
    await benchPurge(10_000, 5_000, 0);
    await benchPurge(500, 500, 10);
  },
  aws: async () => {
    await benchAws(10_000, 0);
    await benchAws(2_000, 10);
  },
  memory: benchMemory,
};

try {
  for (const name of process.argv[2]?.split(',') ?? Object.keys(parts)) await parts[name]?.();
} finally {
  servers.disconnect();
}
