import { expect, it, onTestFinished } from 'vitest';
import { createLoadInvoker } from '../../../src/aws/invoke/load-invoker.ts';
import { createExecutorEngine } from '../../../src/bench/engine/executor-engine.ts';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createInvokeRequester } from '../../../src/bench/invoke/invoke-requester.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { firstWaveOf } from '../../../src/bench/phases/first-wave.ts';
import { planPhases } from '../../../src/bench/phases/phase-plan.ts';
import type { StartKind } from '../../../src/bench/record/kinds.ts';
import { createRoundRecorder } from '../../../src/bench/record/round-recorder.ts';
import { wireCredentials } from '../../support/aws/aws-env.ts';
import {
  createEnvironmentPool,
  type EnvironmentPool,
} from '../../support/aws/lambda/environment-pool.ts';
import { createFunctionRecord } from '../../support/aws/lambda/function-record.ts';
import { startLambdaStandIn } from '../../support/aws/lambda/lambda-stand-in.ts';
import { realClock } from '../../support/load/real-clock.ts';

const atOnce = 4;
const loadOf = (vus: number, iterations = 2 * vus): Load => ({
  ...{ executor: 'shared-iterations', vus, iterations, maxDurationMs: 20_000 },
  ...{ gracefulStopMs: 5000, thinkTimeMs: 0 },
});

interface Scene {
  readonly pool: EnvironmentPool;
  readonly send: (load: Load, onSample?: (sample: Sample) => void) => Promise<void>;
}

interface Case {
  readonly truth: StartKind;
  /** Of the pool: starts ahead of a request must be slower than any answer. */
  readonly initMs?: number;
  readonly starts?: 'snap-start' | 'lambda-managed-instances';
  readonly firstWave: StartKind | undefined;
  readonly isShared?: boolean;
  /** What was there before the round. */
  readonly before?: (scene: Scene) => Promise<void> | void;
  readonly load?: Load;
  readonly during?: (sample: Sample, pool: EnvironmentPool) => void;
  readonly told: Readonly<Record<string, number>>;
}

const [coldPlan] = planPhases('cold');
const [warmPlan] = planPhases('warm');
const [asItIs] = planPhases('load');
if (!coldPlan || !warmPlan || !asItIs) throw new Error('every choice has a phase');

const now = new Date('2026-11-21T12:00:00Z');
const minutesAgo = (minutes: number) => ({ changedAt: new Date(now.getTime() - minutes * 60_000) });

const cases: readonly (readonly [string, Case])[] = [
  [
    'environments that the run has renewed',
    {
      truth: 'forced',
      firstWave: firstWaveOf(coldPlan, false, {}, now),
      told: { 'forced cold': atOnce },
    },
  ],
  [
    'further ones that the load needs',
    {
      truth: 'scale-out',
      firstWave: firstWaveOf(warmPlan, true, {}, now),
      before: ({ send }) => send(loadOf(2)),
      load: loadOf(6),
      told: { 'scale-out cold': 4 },
    },
  ],
  [
    'the first of a function that was just deployed',
    {
      truth: 'first-after-deploy',
      firstWave: firstWaveOf(asItIs, true, minutesAgo(1), now),
      told: { 'first-after-deploy cold': atOnce },
    },
  ],
  [
    'the first of a function that nobody had called for long',
    {
      truth: 'idle',
      firstWave: firstWaveOf(asItIs, true, minutesAgo(600), now),
      told: { 'idle cold': atOnce },
    },
  ],
  [
    'the first of a function of which nothing is known',
    {
      truth: 'unknown',
      firstWave: firstWaveOf(asItIs, true, {}, now),
      told: { 'unknown cold': atOnce },
    },
  ],
  [
    'one that was gone when the next request came alone',
    {
      truth: 'idle',
      firstWave: firstWaveOf(asItIs, false, minutesAgo(1), now),
      before: ({ send }) => send(loadOf(1)),
      load: loadOf(1, 6),
      during: (_, pool) => pool.endAll(),
      told: { 'idle cold': 5 },
    },
  ],
  [
    'one that was gone, while other generators may have asked',
    {
      truth: 'unknown',
      firstWave: undefined,
      isShared: true,
      before: ({ send }) => send(loadOf(1)),
      load: loadOf(1, 6),
      during: (_, pool) => pool.endAll(),
      told: { 'unknown cold': 5 },
    },
  ],
  [
    'snapshots',
    {
      truth: 'snap-start',
      starts: 'snap-start',
      firstWave: 'forced',
      told: { 'snap-start cold': atOnce },
    },
  ],
  [
    'environments that Lambda had started ahead',
    {
      truth: 'proactive',
      initMs: 400,
      firstWave: undefined,
      before: ({ pool }) => pool.prepare(atOnce, 'proactive'),
      told: { 'proactive warm': atOnce },
    },
  ],
  [
    'provisioned ones',
    {
      truth: 'provisioned-concurrency',
      initMs: 400,
      firstWave: undefined,
      before: ({ pool }) => pool.prepare(atOnce, 'provisioned-concurrency'),
      told: { 'provisioned-concurrency warm': atOnce },
    },
  ],
  [
    'ones that serve several requests at once',
    {
      truth: 'unknown',
      starts: 'lambda-managed-instances',
      firstWave: 'forced',
      told: { 'unknown unknown': 2 * atOnce },
    },
  ],
];

it.each(cases)('tells %s', async (_, one) => {
  const { initMs = 40, starts, firstWave, isShared = false, before, during, told } = one;
  // Longer than it takes to send all that are at once, so that none of them finds another's environment free.
  const pool = createEnvironmentPool({ initMs, handlerMs: 30, ...(starts && { starts }) });
  const record = createFunctionRecord('images');
  pool.prepare(0, 'on-demand', record.serving(undefined));
  const server = await startLambdaStandIn(record, pool);
  const scheduler = createRealScheduler(() => performance.now() * 1000);
  const invoker = createLoadInvoker({
    ...{ endpoint: new URL(server.url), region: 'eu-west-1', maxSockets: 8, timeoutMs: 5000 },
    credentials: async () => wireCredentials,
  });
  const rng = { below: () => 0, uuid: () => crypto.randomUUID() };
  const requester = createInvokeRequester({
    ...{ invoker, functionName: 'images', check: true, clock: realClock, rng },
    nowUs: scheduler.nowUs,
  });
  const engine = createExecutorEngine('invoke', requester, scheduler);
  onTestFinished(async () => {
    await engine.close();
    await server.close();
  });
  const plan = createRequestPlan([400], 1);
  const send: Scene['send'] = async (load, onSample = () => {}) => {
    const sink = { sample: onSample, dropped: () => {}, virtualUsers: () => {} };
    await engine.run(load, sink, new AbortController().signal, plan);
  };
  await before?.({ pool, send });
  const truthsBefore = pool.truths.length;
  const recorder = createRoundRecorder({
    ...{ round: 1, phase: 'load', startedAt: now.toISOString(), startUs: scheduler.nowUs() },
    ...{ openModel: false, starts: { firstWave, isShared } },
  });
  await send(one.load ?? loadOf(atOnce), (sample) => {
    recorder.sample(sample);
    during?.(sample, pool);
  });
  const { kinds = [] } = recorder.finish(scheduler.nowUs());
  const found = kinds.map(({ kind, start, values }) => [`${kind} ${start}`, values['count']]);
  expect(Object.fromEntries(found)).toEqual(told);
  // What really happened in the pool.
  const really = pool.truths.slice(truthsBefore).filter(({ first }) => first);
  const counted = Object.values(told).reduce((sum, count) => sum + count, 0);
  const isTold = starts !== 'lambda-managed-instances';
  expect(isTold ? really.length : counted).toBe(counted);
});
