/**
 * How long it takes from an accepted upload until its thumbnail's item is readable, on the local Lambda at several
 * rates, cold and warm; and what becomes of events when a fifth of the invocations fails: every event is in one count.
 * Run: node scripts/build.mjs && npx tsx benchmarks/events.ts [SECONDS]
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BenchDocument } from '../src/bench/record/document.ts';
import { startEvents } from '../src/local/events/start-events.ts';
import { startLocalLambda } from '../src/local/lambda/start-local-lambda.ts';
import { openEmbeddedStore } from '../src/local/store/embedded-store.ts';
import { createGeneratedOrigin } from '../src/origin/generated.ts';
import { realClock } from '../test/support/load/real-clock.ts';

const seconds = Number(process.argv[2] ?? 20);
const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'fibimg-events-'));

const ms = (value: number | undefined): string =>
  value === undefined ? 'too few' : `${value.toFixed(0)} ms`;

const atRate = async (rate: number): Promise<void> => {
  const file = join(folder, `${rate}.json`);
  const argv = ['bench', '--event', 's3-put', '--rate', `${rate}/s`, '--duration', `${seconds}s`];
  await run(process.execPath, ['bin/fibimg.js', ...argv, '--no-keep', '--quiet', '--save', file], {
    env: { ...process.env, XDG_STATE_HOME: folder },
  });
  const { events, selfCheck }: BenchDocument = JSON.parse(await readFile(file, 'utf8'));
  if (events === undefined) throw new Error('the run has no events');
  const { accepted, handled, refused, late, deadLettered, lost, endToEnd, polling } = events;
  console.log(
    `${rate}/s: ${accepted} = ${handled} handled + ${refused} refused + ${late} late + ${deadLettered} failed + ${lost} lost; ` +
      `${(polling.reads / accepted).toFixed(1)} reads each${selfCheck.tainted ? '; TAINTED' : ''}`,
  );
  for (const { start, values } of endToEnd) {
    console.log(
      `  ${start} (${values['count']}): p50 ${ms(values['med'])}, p95 ${ms(values['p(95)'])}`,
    );
  }
};

/** The deployable bundle behind a handler that throws one time in five. */
const failing = async (events: number): Promise<void> => {
  const dir = join(folder, 'store');
  await mkdir(join(dir, 'upload'), { recursive: true });
  const bundle = join(folder, 'index.mjs');
  await writeFile(
    bundle,
    `import { handler as inner } from ${JSON.stringify(resolve('dist/lambda/index.mjs'))};
     export const handler = async (...args) => {
       if (Math.random() < 0.2) throw new Error('one in five');
       return inner(...args);
     };`,
  );
  const store = await openEmbeddedStore(dir, { clock: realClock, note: () => {} });
  const rng = {
    below: (bound: number) => Math.floor(Math.random() * bound),
    uuid: () => crypto.randomUUID(),
  };
  const lambda = await startLocalLambda({
    ...{ store, bundle, bootstrap: resolve('dist/cli/environment-main.js') },
    ...{ origin: createGeneratedOrigin(), clock: realClock, rng, cpuCount: 2 },
    delivery: { retryDelayMs: 200, duplicateShare: 0.05 },
  });
  const source = await startEvents({
    ...{ dir, schedule: undefined, deliver: lambda.deliver, clock: realClock, rng },
    onRefused: (what) => console.log(`refused: ${what}`),
  });
  const { image } = await createGeneratedOrigin().fetch(200);
  for (let nth = 0; nth < events; nth += 1) {
    await writeFile(join(dir, `upload/${nth}.jpg`), image);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const settled = () =>
    lambda.stats().events.accepted === events && lambda.stats().events.pending === 0;
  while (!settled()) await new Promise((resolve) => setTimeout(resolve, 100));
  await source.close();
  await lambda.close();
  const { accepted, duplicated, handled, retried, deadLettered, givenUp } = lambda.stats().events;
  let items = 0;
  for (let nth = 0; nth < events; nth += 1) {
    if (store.events.readItem('THUMBNAIL', `upload/${nth}.jpg`) !== undefined) items += 1;
  }
  console.log(
    `a fifth of the invocations fails: ${accepted} sent + ${duplicated} twice = ${handled} handled + ${deadLettered} failed for good + ${givenUp} given up; ` +
      `${retried} tries again; ${items} items`,
  );
  if (accepted + duplicated !== handled + deadLettered + givenUp) process.exitCode = 1;
};

try {
  for (const rate of [1, 5, 20]) await atRate(rate);
  await failing(200);
} finally {
  await rm(folder, { recursive: true, force: true });
}
