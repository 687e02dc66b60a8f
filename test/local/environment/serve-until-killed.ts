/** A parent with two environments, in busy loops if asked for: prints their process ids and waits to be killed. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startLocalLambda } from '../../../src/local/lambda/start-local-lambda.ts';
import { createMemoryStore, createTestOrigin } from '../../support/cli/memory-store.ts';
import { testRng } from '../lambda/test-rng.ts';
import { toldIn } from '../lambda/told.ts';
import { testClock } from '../store/store-values.ts';
import { buildBootstrap } from './build-bootstrap.ts';

const lambda = await startLocalLambda({
  bootstrap: await buildBootstrap(mkdtempSync(join(tmpdir(), 'fibimg-test-'))),
  bundle: join(import.meta.dirname, '..', '..', 'fixtures', 'local-handler.mjs'),
  store: createMemoryStore(),
  origin: createTestOrigin().origin,
  clock: testClock,
  rng: testRng,
  cpuCount: 2,
});
const answers = await Promise.all([1, 2].map(() => fetch(`${lambda.url}/?do=sleep&ms=300`)));
const told = await Promise.all(answers.map(toldIn));
if (process.argv[2] === 'spin') {
  for (const _ of told) void fetch(`${lambda.url}/?do=spin`).catch(() => {});
  while (lambda.stats().environments.busy < told.length) await setTimeout(10);
  await setTimeout(200);
}
process.stdout.write(JSON.stringify(told.map(({ environment }) => Number(environment))));
