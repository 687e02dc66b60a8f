import { expect, it, onTestFinished } from 'vitest';
import { createLoadInvoker } from '../../../src/aws/invoke/load-invoker.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createInvokeRequester } from '../../../src/bench/invoke/invoke-requester.ts';
import { wireCredentials } from '../../support/aws/aws-env.ts';
import {
  createEnvironmentPool,
  type EnvironmentOrigin,
} from '../../support/aws/lambda/environment-pool.ts';
import { createFunctionRecord } from '../../support/aws/lambda/function-record.ts';
import { startLambdaStandIn } from '../../support/aws/lambda/lambda-stand-in.ts';
import { realClock } from '../../support/load/real-clock.ts';

const rounds = 6;
const atOnce = 3;

/** What is told of the first and of a later invocation, over environments of one origin; by the log, with or without headers. */
const told = async (origin: EnvironmentOrigin, headers: boolean) => {
  const ahead = origin === 'proactive' || origin === 'provisioned-concurrency';
  const pool = createEnvironmentPool({
    headers,
    initMs: ahead ? 300 : 60,
    // None of those that are at once finds another's environment free.
    handlerMs: 30,
    ...(!ahead && { starts: origin }),
  });
  const record = createFunctionRecord('images');
  const server = await startLambdaStandIn(record, pool);
  const invoker = createLoadInvoker({
    ...{ endpoint: new URL(server.url), region: 'eu-west-1', maxSockets: atOnce, timeoutMs: 5000 },
    credentials: async () => wireCredentials,
  });
  const requester = createInvokeRequester({
    ...{ invoker, functionName: 'images', check: true, clock: realClock },
    rng: { below: () => 0, uuid: () => crypto.randomUUID() },
    nowUs: () => performance.now() * 1000,
  });
  onTestFinished(async () => {
    await requester.close();
    await server.close();
  });
  const send = () =>
    new Promise<Sample>((resolve) =>
      requester.send({ pixels: 400 }, performance.now() * 1000, resolve),
    );
  const counts = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    pool.endAll();
    if (ahead) pool.prepare(atOnce, origin, record.serving(undefined));
    for (const which of ['first', 'later']) {
      const samples = await Promise.all(Array.from({ length: atOnce }, send));
      for (const { start, initKind = 'none' } of samples) {
        const key = `${which}: ${start} ${initKind}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return Object.fromEntries(counts);
};

const all = rounds * atOnce;

it.each<readonly [EnvironmentOrigin, boolean, Readonly<Record<string, number>>]>([
  ['on-demand', true, { 'first: cold on-demand': all, 'later: warm none': all }],
  ['on-demand', false, { 'first: cold on-demand': all, 'later: warm none': all }],
  ['snap-start', true, { 'first: cold snap-start': all, 'later: warm none': all }],
  ['snap-start', false, { 'first: cold snap-start': all, 'later: warm none': all }],
  ['proactive', true, { 'first: warm proactive': all, 'later: warm none': all }],
  ['proactive', false, { 'first: warm proactive': all, 'later: warm none': all }],
  [
    'provisioned-concurrency',
    true,
    { 'first: warm provisioned-concurrency': all, 'later: warm none': all },
  ],
  // Without the function's word a start ahead of its request is all that can be seen.
  ['provisioned-concurrency', false, { 'first: warm proactive': all, 'later: warm none': all }],
  [
    'lambda-managed-instances',
    true,
    { 'first: unknown unknown': all, 'later: unknown unknown': all },
  ],
])('%s (headers %s): tells every kind', async (origin, headers, expected) => {
  expect(await told(origin, headers)).toEqual(expected);
});
