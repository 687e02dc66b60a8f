import type {
  BenchDocument,
  ColdStarts,
  MetricSummary,
  PhaseSummary,
} from '../../src/bench/record/document.ts';
import { comparePhases } from '../../src/bench/stats/comparison.ts';
import { effectsOf } from '../../src/bench/stats/effects.ts';
import { populationsOf } from '../../src/bench/stats/populations.ts';
import { around, roundOf } from '../support/load/rounds.ts';
import { phaseOf } from './k6/k6-text.ts';

/** A trend around a median, in the proportions of a real one. */
export const trendOf = (ms: number, count: number): MetricSummary => ({
  type: 'trend',
  contains: 'time',
  values: {
    ...{ avg: 1.1 * ms, min: ms / 2, med: ms, max: 7.5 * ms, count },
    ...{ 'p(90)': 1.4 * ms, 'p(95)': 1.7 * ms, 'p(99)': 3.1 * ms },
  },
});

const counter = (count: number, seconds: number, contains: 'default' | 'data' = 'default') =>
  ({ type: 'counter', contains, values: { count, rate: count / seconds } }) as const;

const rate = (passes: number, total: number) =>
  ({
    type: 'rate',
    contains: 'default',
    values: { rate: passes / total, passes, fails: total - passes },
  }) as const;

const gauge = (value: number) =>
  ({ type: 'gauge', contains: 'default', values: { value, min: value, max: value } }) as const;

export const samplePhase = (name: string, ms: number, cold: number): PhaseSummary => {
  const count = Math.round(100_000 / ms);
  const failed = name === 'cold' ? 3 : 0;
  const empty = phaseOf({});
  return phaseOf(
    {
      http_reqs: counter(count, 10),
      http_req_duration: trendOf(ms, count),
      'http_req_duration{expected_response:true}': trendOf(ms, count - failed),
      'http_req_duration{start:cold}': trendOf(ms * 4, cold),
      'http_req_duration{start:warm}': trendOf(ms * 0.9, count - cold),
      'http_req_duration{outcome:fetched}': trendOf(ms * 1.2, count),
      http_req_waiting: trendOf(ms * 0.98, count),
      http_req_failed: rate(failed, count),
      http_req_total: trendOf(ms * 1.01, count),
      response_time: trendOf(ms * 1.02, count),
      init_duration: trendOf(180, cold),
      cold_starts: counter(cold, 10),
      'http_reqs{start:warm}': counter(count - cold, 10),
      'http_req_failed{start:warm}': rate(0, count - cold),
      iteration_duration: trendOf(ms * 1.03, count),
      iterations: counter(count, 10),
      vus: gauge(10),
      vus_max: gauge(10),
      data_received: counter(count * 620, 10, 'data'),
      data_sent: counter(count * 71, 10, 'data'),
    },
    {
      name,
      durationMs: 10_050,
      classes: { ...empty.classes, started: count, ok: count - failed, timeout: failed },
      errors: failed === 0 ? [] : [{ class: 'timeout', code: 'ETIMEDOUT', count: failed }],
      notes: name === 'cold' ? ['The store was emptied, all environments were fresh.'] : [],
    },
  );
};

/** Five rounds of cold and warm: a cold start adds 400 ms, a missing image 60 ms. */
const coldRounds = [0, 1, 2, 3, 4].map((at) =>
  roundOf(
    at + 1,
    'cold',
    [
      { start: 'cold', outcome: 'fetched', timesMs: around(480 + at, 2) },
      { start: 'warm', outcome: 'fetched', timesMs: around(120 + at, 100) },
      { start: 'warm', outcome: 'stored', timesMs: around(60 + at, 64) },
    ],
    60 + (at - 2) / 2,
  ),
);
const warmRounds = [0, 1, 2, 3, 4].map((at) =>
  roundOf(at + 1, 'warm', [
    { start: 'warm', outcome: 'stored', timesMs: around(25 + at / 5, 800) },
  ]),
);
const coldStarts: ColdStarts = {
  ...{ atOnce: 2, wanted: 40, proven: 40, unproven: 0, failed: 0 },
  bursts: Array.from({ length: 20 }, (_, at) => ({
    ...{ round: 1 + Math.floor(at / 4), outcome: 'stored' as const },
    ...{ coldMs: [412 + at, 428 + at], warmMs: [19, 20, 21] },
  })),
};

export const sampleDocument = (): BenchDocument => {
  const cold = samplePhase('cold', 120, 10);
  const warm = samplePhase('warm', 25, 0);
  const both = ['environment', 'store'] as const;
  const rounds = coldRounds.flatMap((round, at) => [round, ...warmRounds.slice(at, at + 1)]);
  return {
    schemaVersion: 1,
    scenario: {
      ...{ target: 'local Lambda', engine: 'http', ints: { from: 400, to: 1000 } },
      ...{ timeoutMs: 28_000, keepAlive: true, check: true, insecure: false },
      load: {
        ...{ executor: 'constant-vus', vus: 10, durationMs: 10_000 },
        ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
      },
    },
    seed: 42,
    environment: {
      ...{ fibimgVersion: '0.1.0', nodeVersion: 'v20.20.2', platform: 'linux', arch: 'x64' },
      ...{ cpuModel: 'a processor', cpuCount: 2, sharesMachine: true },
    },
    phases: [cold, warm],
    ...{ rounds, coldStarts },
    populations: populationsOf(rounds, coldStarts),
    effects: effectsOf(rounds, coldStarts),
    comparison: comparePhases(
      { summary: cold, rounds: coldRounds },
      { summary: warm, rounds: warmRounds },
      both,
    ),
    thresholds: [
      {
        metric: 'http_req_duration',
        expression: 'p(95)<100',
        ok: false,
        value: 204,
        phase: 'cold',
      },
      {
        metric: 'http_req_duration',
        expression: 'p(95)<100',
        ok: true,
        value: 42.5,
        phase: 'warm',
      },
    ],
    selfCheck: {
      ...{ tainted: false, reasons: [], eventLoopDelayP99Ms: 1.2, slotErrorP99Ms: null },
      ...{ clockResolutionUs: 1, cpuUtilisation: 0.4, pollingUtilisation: 0 },
    },
    interrupted: false,
  };
};
