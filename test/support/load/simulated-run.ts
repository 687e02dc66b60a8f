import type {
  BenchDocument,
  ClassCounts,
  PhaseSummary,
  RoundSummary,
} from '../../../src/bench/record/document.ts';
import type { Block, Mark } from '../../../src/bench/record/phase-detail.ts';
import { timesOf } from '../../../src/bench/record/round-recorder.ts';
import { addTrend, createTrend, record, type Trend } from '../../../src/bench/record/trend.ts';
import { encodeTrend } from '../../../src/bench/record/trend-codec.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import { sampleDocument, trendOf } from '../../report/sample-document.ts';

interface SimulatedKind {
  readonly start: 'cold' | 'warm' | 'unknown';
  readonly outcome: 'stored' | 'fetched' | 'unknown';
  readonly medianMs: number;
  /** Of the logarithm. */
  readonly spread: number;
  /** In a slot of time. */
  readonly countAt: (slot: number) => number;
  readonly handlerMs?: number;
}

interface SimulatedPhase {
  readonly name: string;
  readonly seconds: number;
  readonly slotMs: number;
  readonly kinds: readonly SimulatedKind[];
  /** Time-outs in a slot. */
  readonly timeoutsAt?: (slot: number) => number;
  readonly errorCodes?: Readonly<Record<string, number>>;
}

interface SimulatedRun {
  readonly seed?: number;
  readonly phases?: readonly SimulatedPhase[];
  readonly rounds?: number;
  /** Each draw stands for so many requests. */
  readonly weight?: number;
}

const timeoutMs = 28_000;

/** A run as a bench leaves it, of lognormal times: consistent in itself, whatever its size. */
export const simulatedRun = (options: SimulatedRun = {}): BenchDocument => {
  const { seed = 1, phases = coldAndWarm(10, 400), rounds = 5, weight = 1 } = options;
  const { normal, below } = seededRandom(seed);
  const made = phases.map((phase) => makePhase(phase, rounds, weight, normal, below));
  const all = made.flatMap((one) => one.rounds);
  const base = sampleDocument();
  const { coldStarts: _, ...rest } = base;
  return {
    ...rest,
    runId: `5eed${String(seed).padStart(4, '0')}-0000-4000-8000-000000000000`,
    command: ['bench', '--seed', String(seed), '--duration', '10s'],
    phases: made.map(({ summary }) => summary),
    rounds: all,
    populations: populationsOf(all, undefined),
    effects: effectsOf(all, undefined),
    comparison: null,
    thresholds: [],
  };
};

/** Cold starts and misses at first, and then none: `perSecond` requests in each phase. */
export const coldAndWarm = (seconds: number, perSecond: number): readonly SimulatedPhase[] => {
  const slotMs = [1000, 2000, 4000, 8000].find((ms) => (seconds * 1000) / ms <= 120) ?? 16_000;
  const inSlot = (perSecond * slotMs) / 1000;
  const early = (slot: number) => Math.exp((-3 * slot * slotMs) / (seconds * 1000));
  return [
    {
      ...{ name: 'cold', seconds, slotMs },
      kinds: [
        {
          ...{ start: 'cold', outcome: 'fetched', medianMs: 420, spread: 0.15, handlerMs: 90 },
          countAt: (slot) => Math.round(6 * early(slot)),
        },
        {
          ...{ start: 'warm', outcome: 'fetched', medianMs: 78, spread: 0.3, handlerMs: 60 },
          countAt: (slot) => Math.round(inSlot * early(slot)),
        },
        {
          ...{ start: 'warm', outcome: 'stored', medianMs: 24, spread: 0.35, handlerMs: 6 },
          countAt: (slot) => Math.round(inSlot * (1 - early(slot))),
        },
      ],
      timeoutsAt: (slot) => (slot === 3 ? 2 : 0),
      errorCodes: { throttled: 3 },
    },
    {
      ...{ name: 'warm', seconds, slotMs },
      kinds: [
        {
          ...{ start: 'warm', outcome: 'stored', medianMs: 21, spread: 0.3, handlerMs: 6 },
          countAt: () => Math.round(inSlot),
        },
      ],
    },
  ];
};

const makePhase = (
  phase: SimulatedPhase,
  roundCount: number,
  weight: number,
  normal: () => number,
  below: (bound: number) => number,
) => {
  const { seconds, slotMs, kinds, timeoutsAt = () => 0, errorCodes = {} } = phase;
  const slots = Math.ceil((seconds * 1000) / slotMs);
  const cold: Mark[] = [];
  const timeouts: Mark[] = [];
  const perRound = Array.from({ length: roundCount }, () => kinds.map(() => createTrend()));
  const whole = createTrend();
  const sums = { ok: 0, timeout: 0, throttled: 0 };
  const seen = new Set<number>();
  const blocks = Array.from({ length: slots }, (_, slot): Block => {
    const round = perRound[Math.floor((slot * roundCount) / slots)] ?? [];
    const drift = 1 + 0.05 * normal();
    const trends = kinds.map((kind, at) => {
      const trend = createTrend(2);
      for (let i = 0; i < kind.countAt(slot); i += 1) {
        const ms = kind.medianMs * drift * Math.exp(kind.spread * normal());
        const us = Math.round(ms * 1000);
        record(trend, us, weight);
        record(round[at] ?? whole, us, weight);
        record(whole, us, weight);
        if (kind.start === 'cold' && cold.length < 1000) {
          cold.push({ atMs: (slot + below(1000) / 1000) * slotMs, ms, outcome: kind.outcome });
        }
      }
      return { kind, trend };
    });
    const late = timeoutsAt(slot);
    for (let i = 0; i < late; i += 1) {
      timeouts.push({ atMs: (slot + 0.5) * slotMs, ms: timeoutMs, outcome: 'unknown' });
    }
    const throttled = slot === 1 ? (errorCodes['throttled'] ?? 0) : 0;
    const ok = trends.reduce((sum, { trend }) => sum + trend.count, 0);
    sums.ok += ok;
    sums.timeout += late;
    sums.throttled += throttled;
    const before = seen.size;
    for (let i = 0; i < Math.min(10, ok); i += 1) seen.add(i);
    const errors = {
      ...(late && { ETIMEDOUT: late }),
      ...(throttled && { concurrency: throttled }),
    };
    return {
      ...{ atMs: slot * slotMs, lengthMs: slotMs },
      classes: {
        ...{ started: ok + late + throttled, ok },
        ...(late && { timeout: late }),
        ...(throttled && { throttled }),
      },
      ...(Object.keys(errors).length > 0 && { errors }),
      populations: trends
        .filter(({ trend }) => trend.count > 0)
        .map(({ kind: { start, outcome }, trend }) => ({
          ...{ start, outcome, histogram: encodeTrend(trend) },
        })),
      environments: { seen: Math.min(10, ok), fresh: seen.size - before },
    };
  });
  return {
    summary: summaryOf(phase, { blocks, cold, timeouts, whole, sums }),
    rounds: roundsOf(phase, perRound),
  };
};

const classesOf = (sums: { ok: number; timeout: number; throttled: number }): ClassCounts => ({
  ...{ http_error: 0, function_error: 0, wrong_answer: 0, network_error: 0, interrupted: 0 },
  ...{ dropped: 0, started: sums.ok + sums.timeout + sums.throttled, ...sums },
});

interface Made {
  readonly blocks: readonly Block[];
  readonly cold: readonly Mark[];
  readonly timeouts: readonly Mark[];
  readonly whole: Trend;
  readonly sums: { ok: number; timeout: number; throttled: number };
}

const summaryOf = (
  { name, seconds, kinds }: SimulatedPhase,
  { blocks, cold, timeouts, whole, sums }: Made,
): PhaseSummary => {
  const counter = (count: number) =>
    ({ type: 'counter', contains: 'default', values: { count, rate: count / seconds } }) as const;
  const { values } = whole.count === 0 ? { values: { count: 0 } } : timesOf(whole);
  return {
    ...{ name, startedAt: '2026-11-21T09:00:00.000Z', durationMs: seconds * 1000 },
    classes: classesOf(sums),
    errors: [
      ...(sums.timeout
        ? [{ class: 'timeout', code: 'ETIMEDOUT', count: sums.timeout } as const]
        : []),
      ...(sums.throttled
        ? [{ class: 'throttled', code: 'concurrency', count: sums.throttled } as const]
        : []),
    ],
    metrics: {
      http_reqs: counter(whole.count + sums.timeout + sums.throttled),
      http_req_duration: { type: 'trend', contains: 'time', values },
      cold_starts: counter(cold.length),
      billed_duration: trendOf(20, Math.max(1, whole.count)),
    },
    series: [],
    histograms: {},
    notes: name === 'cold' ? ['The store was emptied, all environments were fresh.'] : [],
    blocks,
    marks: { coldStarts: cold, timeouts, omitted: 0 },
    waterfall: kinds.map(({ start, outcome, medianMs, handlerMs = 5 }) => ({
      ...{ start, outcome, count: 100 },
      meanMs: {
        ...(start === 'cold' && { init: medianMs * 0.55 }),
        ...{ queue: 1.4, connect: 0.3, handler: handlerMs, waiting: medianMs * 0.97 },
        ...{ network: Math.max(0.5, medianMs * (start === 'cold' ? 0.2 : 0.2)), receiving: 0.2 },
      },
    })),
  };
};

const roundsOf = (
  { name, seconds, kinds }: SimulatedPhase,
  perRound: readonly (readonly Trend[])[],
): readonly RoundSummary[] =>
  perRound.map((trends, at) => {
    const all = createTrend();
    for (const trend of trends) addTrend(all, trend);
    return {
      ...{ round: at + 1, phase: name, startedAt: `2026-11-21T09:00:0${at}.000Z` },
      ...{ durationMs: (seconds * 1000) / perRound.length, ended: all.count, failed: 0 },
      populations: trends.flatMap((trend, kind) => {
        const { start, outcome } = kinds[kind] ?? {};
        return trend.count === 0 || start === undefined || outcome === undefined
          ? []
          : [{ start, outcome, ...timesOf(trend) }];
      }),
      missingImageMs: null,
    };
  });
