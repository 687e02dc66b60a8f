/**
 * Runs the protocols of cold starts against a stack in your own AWS account and writes down, without anything of the
 * account, what AWS answered: test/fixtures/aws-transcripts, which the stand-ins of the tests must then replay.
 * Run: FIBIMG_TEST_AWS_STACK=name npm run test:aws -- --yes
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAwsClients } from '../src/aws/client/clients.ts';
import { resolveEndpoint } from '../src/aws/client/endpoint.ts';
import { functionFacts } from '../src/aws/stack/function-facts.ts';
import { discoverStack } from '../src/aws/stack/stack-discovery.ts';
import { isLoopback } from '../src/core/loopback.ts';
import { gbSecondsOf, lambdaCost } from '../src/core/price/price.ts';
import { currentPrices } from '../src/core/price/price-table.ts';
import { renewalJournals } from '../src/core/renewal/journal.ts';
import { requireFunction } from '../src/core/stack/stack.ts';
import { createJournalFiles } from '../src/local/journal/journal-files.ts';
import { invocationsOfRun, runProtocols } from '../test/support/aws/reality/run-protocols.ts';

/** What one invocation is billed at most, its start included: the stack's own time-out is 28 s, and a ping takes none of it. */
const assumedBilledMs = 10_000;
const mostUsd = 1;

const refuse = (text: string): never => {
  console.error(text);
  process.exit(2);
};

const { env, argv } = process;
// The SDK's word on Node 20, which is what this runs on.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const stackName = env['FIBIMG_TEST_AWS_STACK'];
if (!stackName) {
  refuse(
    'test:aws runs against your own AWS account, and costs: name the stack with FIBIMG_TEST_AWS_STACK, and add --yes',
  );
}
const clients = createAwsClients({ timeoutMs: 30_000 });
const stack = await discoverStack(clients, stackName ?? '');
const functionName = requireFunction(stack);
const { memoryMb = 1024, architecture } = await functionFacts(clients, functionName, undefined);
const cost = lambdaCost(
  {
    requests: invocationsOfRun,
    gbSeconds: invocationsOfRun * gbSecondsOf(memoryMb, assumedBilledMs),
  },
  {
    region: stack.region ?? 'us-east-1',
    architecture: architecture === 'arm64' ? 'arm64' : 'x86_64',
  },
  currentPrices,
);
console.error(
  `changes function ${functionName} of stack ${stackName} and puts it back: a variable, two versions, an alias; ${invocationsOfRun} invocations`,
);
console.error(
  `expected price: at most $${cost?.totalUsd.toFixed(4) ?? '? (no price of its region at hand)'}`,
);
if (cost === undefined || cost.totalUsd > mostUsd) refuse(`that is not under $${mostUsd}`);
if (!argv.includes('--yes') && env['FIBIMG_TEST_AWS_YES'] !== '1') {
  refuse('nothing was changed: add --yes, or FIBIMG_TEST_AWS_YES=1, to allow it');
}
const endpoint = await resolveEndpoint('lambda', {});
const state = join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'fibimg');
const files = createJournalFiles(join(state, 'journal'), renewalJournals);
const isStandIn = endpoint !== undefined && isLoopback(new URL(endpoint));
const transcripts = await runProtocols(
  {
    ...{ clients, functionName, endpoint },
    journal: (arn) => files.slot(functionName, [arn, endpoint ?? null]),
    clock: { now: () => new Date(), elapsedMs: () => performance.now() },
    rng: { below: () => 0, uuid: () => crypto.randomUUID() },
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  },
  isStandIn ? 'stand-in' : 'aws',
);
await clients.close();
const folder = env['FIBIMG_TEST_AWS_TRANSCRIPTS'] ?? 'test/fixtures/aws-transcripts';
await mkdir(folder, { recursive: true });
for (const transcript of transcripts) {
  const path = join(folder, `${transcript.name}.json`);
  await writeFile(path, `${JSON.stringify(transcript, null, 2)}\n`);
  console.log(`${path}: ${transcript.exchanges.length} exchanges`);
}
console.log('run test/aws/reality to see whether the stand-ins say the same');
