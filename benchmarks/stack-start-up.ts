/**
 * What a stored `get` costs against a deployed stack: wall time of the built command line beside a bare
 * `node -e 0`, in alternating rounds, with CloudFormation, S3 and DynamoDB on loopback.
 * Run: npm run build && npx tsx benchmarks/stack-start-up.ts [rounds]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startWireServer } from '../src/local/wire/start-wire-server.ts';
import { awsEnv, wireCredentials } from '../test/support/aws/aws-env.ts';
import { startControlPlane } from '../test/support/aws/control-plane.ts';
import * as original from '../test/support/aws/original-stack.ts';
import { createMemoryStore, someMetadata } from '../test/support/cli/memory-store.ts';
import { median } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 25);
const binary = join(import.meta.dirname, '../bin/fibimg.js');
const { originalName, originalTable, originalBucket } = original;

const store = createMemoryStore();
store.items.set(500, someMetadata(500));
store.documents.set(500, someMetadata(500));
store.bytes.set(500, new Uint8Array(30_000));
const wire = await startWireServer({
  store,
  credentials: wireCredentials,
  table: originalTable,
  bucket: originalBucket,
});
const plane = await startControlPlane({ stacks: [original.originalStack] });
const env = {
  ...process.env,
  ...awsEnv,
  AWS_ENDPOINT_URL: wire.url,
  AWS_ENDPOINT_URL_CLOUDFORMATION: plane.url,
};

const get = ['get', '--int', '500', '--json'];
const candidates = {
  'node -e 0': ['-e', '0'],
  'fibimg stack --help': [binary, 'stack', '--help'],
  'fibimg stack NAME --env': [binary, 'stack', originalName, '--env'],
  'fibimg get --table --bucket': [
    binary,
    ...get,
    '--table',
    originalTable,
    '--bucket',
    originalBucket,
  ],
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
await Promise.all([wire.close(), plane.close()]);
