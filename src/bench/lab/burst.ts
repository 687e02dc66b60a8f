import type { LoadEngine } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import type { Sample } from '../engine/sample.ts';
import { release } from '../phases/release.ts';
import type { SystemUnderTest } from '../phases/system-under-test.ts';
import { type Reasons, reasonsOf, sumReasons } from './reasons.ts';

interface BurstsRun {
  readonly system: Pick<SystemUnderTest, 'freshEnvironments' | 'capabilities'>;
  readonly engine: LoadEngine;
  /** Requests released at once, step after step. */
  readonly steps: readonly number[];
  readonly rounds: number;
  readonly prepare: () => Promise<unknown>;
  readonly planOf: (burst: number) => RequestPlan;
  readonly signal: AbortSignal;
  readonly during: <T>(what: string, work: () => Promise<T>) => Promise<T>;
}

/** All bursts of one size. */
export interface BurstStep {
  readonly atOnce: number;
  readonly rounds: number;
  /** How long after the first of its burst a request was sent: what the barrier itself adds. */
  readonly spreadMs: Quantiles;
  /** By evidence of each answer. */
  readonly starts: { readonly cold: number; readonly warm: number; readonly unknown: number };
  readonly failures: Reasons;
  /** From the release to the last answer of a new environment, a burst each. */
  readonly allColdMs: readonly number[];
  /** Proven cold starts in that time; null without any. */
  readonly environmentsPerSecond: number | null;
}

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** 1, 2, 5, 10 and so on, up to and with the last. */
export const burstSteps = (most: number): readonly number[] => {
  const steps = [1, 10, 100, 1000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);
  return [...steps.filter((step) => step < most), most];
};

/** Bursts of every size in every round, each on environments that are new, where those can be had. */
export const runBursts = async (run: BurstsRun): Promise<readonly BurstStep[]> => {
  const released = new Map<number, (readonly Sample[])[]>();
  const renews = run.system.capabilities.freshEnvironments.can;
  await run.prepare();
  let bursts = 0;
  for (let round = 1; round <= run.rounds; round += 1) {
    for (const atOnce of run.steps) {
      if (run.signal.aborted) break;
      const samples = await run.during(
        `round ${round} of ${run.rounds}: ${atOnce} at once`,
        async () => {
          if (renews) await run.system.freshEnvironments();
          return release({ ...run, atOnce }, run.planOf(bursts), atOnce);
        },
      );
      bursts += 1;
      // One that was cut short is none.
      if (samples.some((sample) => sample.class === 'interrupted')) break;
      if (samples.length > 0) released.set(atOnce, [...(released.get(atOnce) ?? []), samples]);
    }
  }
  return [...released].map(([atOnce, rounds]) => stepOf(atOnce, rounds));
};

const stepOf = (atOnce: number, rounds: readonly (readonly Sample[])[]): BurstStep => {
  const all = rounds.flat();
  const withStart = (start: Sample['start']) =>
    all.filter((sample) => sample.class === 'ok' && sample.start === start).length;
  const cold = rounds.map((samples) =>
    samples.filter((sample) => sample.class === 'ok' && sample.start === 'cold'),
  );
  const allColdMs = cold.flatMap((samples, at) =>
    samples.length === 0 ? [] : lastMs(samples) - firstSentMs(rounds[at] ?? []),
  );
  const seconds = allColdMs.reduce((sum, ms) => sum + ms, 0) / 1000;
  return {
    ...{ atOnce, rounds: rounds.length },
    spreadMs: quantiles(rounds.flatMap(offsetsMs)),
    starts: { cold: withStart('cold'), warm: withStart('warm'), unknown: withStart('unknown') },
    failures: sumReasons(rounds.flatMap(reasonsOf)),
    allColdMs,
    environmentsPerSecond: seconds > 0 ? withStart('cold') / seconds : null,
  };
};

const firstSentMs = (samples: readonly Sample[]): number =>
  samples.reduce((least, { startedUs }) => Math.min(least, startedUs), Number.POSITIVE_INFINITY) /
  1000;

const lastMs = (samples: readonly Sample[]): number =>
  samples.reduce((most, { endedUs }) => Math.max(most, endedUs), 0) / 1000;

const offsetsMs = (samples: readonly Sample[]): readonly number[] => {
  const first = firstSentMs(samples);
  return samples.map(({ startedUs }) => startedUs / 1000 - first);
};

/** By nearest rank. */
const quantiles = (values: readonly number[]): Quantiles => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
};
