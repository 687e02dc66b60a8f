/**
 * The function's bundle beside the same handler on the AWS SDK, unbundled and bundled: its size, the time from spawning
 * a process to the first answer from a store that holds the image, and the processor time of a warm call.
 * Run: npx tsx benchmarks/lambda-bundle.ts [rounds] [another bundle's index.mjs]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildLambda, bundle } from '../scripts/build-lambda.mjs';
import { startWireServer } from '../src/local/wire/start-wire-server.ts';
import { sampleMetadata } from '../test/contract/sample.ts';
import { createMemoryStore } from '../test/support/cli/memory-store.ts';
import { median, spread } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 25);
const names = { bucket: 'images', table: 'BrefStory-table' };
const script = join(import.meta.dirname, 'lambda-bundle', 'one-call.mjs');
const warmScript = join(import.meta.dirname, 'lambda-bundle', 'warm-calls.mjs');
const warmRounds = 3;
const sdkEntry = 'benchmarks/lambda-bundle/sdk-handler.ts';

interface Times {
  readonly spawnToAnswerMs: number;
  readonly loadMs: number;
  readonly callMs: number;
}

/** In a folder of the project, so that what is not bundled is found in its node_modules. */
const buildAll = async (folder: string) => {
  const unbundled = join(folder, 'sdk-unbundled.mjs');
  await buildLambda({ outDir: folder });
  await bundle({ entry: sdkEntry, outfile: join(folder, 'sdk-bundled.mjs') });
  await build({
    entryPoints: [sdkEntry],
    outfile: unbundled,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return new Map([
    ['ours', join(folder, 'index.mjs')],
    ['SDK, unbundled', unbundled],
    ['SDK, bundled', join(folder, 'sdk-bundled.mjs')],
    ...(process.argv[3] === undefined ? [] : [['other', process.argv[3]] as const]),
  ]);
};

/** Microseconds of processor time that a warm call takes the whole process. */
const warmCallUs = (file: string, env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [warmScript, pathToFileURL(file).href], { env });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Number(text));
      else reject(new Error(`code ${code}: ${text}`));
    });
  });

const callOnce = (file: string, env: NodeJS.ProcessEnv): Promise<Times> =>
  new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [script, pathToFileURL(file).href], { env });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /answered 200 stored (\S+) (\S+)\n/.exec(text);
      if (found === null) return;
      const spawnToAnswerMs = performance.now() - startedMs;
      resolve({ spawnToAnswerMs, loadMs: Number(found[1]), callMs: Number(found[2]) });
    });
    child.on('close', (code) => reject(new Error(`no answer, code ${code}: ${text}`)));
  });

const sizes = async (file: string) => {
  const bytes = await readFile(file);
  return `${bytes.length} bytes minified, ${deflateRawSync(bytes, { level: 9 }).length} deflated`;
};

const store = createMemoryStore();
store.items.set(500, sampleMetadata.full);
store.documents.set(500, sampleMetadata.full);
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const server = await startWireServer({ store, credentials, ...names });
const env = {
  AWS_ENDPOINT_URL: server.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: 'token',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  BucketName: names.bucket,
  TableName: names.table,
};
const folder = await mkdtemp(join(import.meta.dirname, '..', 'dist', 'bench-'));
try {
  const candidates = await buildAll(folder);
  const measured = new Map([...candidates.keys()].map((name) => [name, [] as Times[]]));
  for (const file of candidates.values()) await callOnce(file, env);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, file] of candidates) measured.get(name)?.push(await callOnce(file, env));
  }
  for (const name of ['ours', 'SDK, bundled']) {
    console.log(`${name}: ${await sizes(candidates.get(name) ?? '')}`);
  }
  const warm = new Map([...candidates.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < warmRounds; round += 1) {
    for (const [name, file] of candidates) warm.get(name)?.push(await warmCallUs(file, env));
  }
  console.log(`\n${rounds} rounds, node ${process.version}; ms: median (least to most)`);
  const baseline = measured.get('SDK, unbundled') ?? [];
  for (const [name, times] of measured) {
    const of = (key: keyof Times) =>
      spread(
        times.map((each) => each[key]),
        1,
      );
    const ratio = (key: keyof Times) =>
      median(times.map((each, at) => each[key] / (baseline[at]?.[key] ?? Number.NaN))).toFixed(2);
    console.log(
      `${name.padEnd(15)} spawn to answer ${of('spawnToAnswerMs')}, ratio ${ratio('spawnToAnswerMs')}`,
    );
    console.log(`${' '.repeat(15)} warm call, us of CPU: ${spread(warm.get(name) ?? [], 0)}`);
    console.log(`${' '.repeat(15)} of it: load ${of('loadMs')}, first call ${of('callMs')}`);
  }
} finally {
  await rm(folder, { recursive: true });
  await server.close();
}
