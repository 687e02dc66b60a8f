import type { LoadEngine } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import type { Sample, StoreOutcome } from '../engine/sample.ts';
import type { Burst, ColdStarts } from '../record/document.ts';
import { requestDurationUs } from '../record/tally.ts';
import { release } from './release.ts';
import type { OnStep, SystemUnderTest } from './system-under-test.ts';

interface ColdBurstsRun {
  readonly system: SystemUnderTest;
  readonly engine: LoadEngine;
  /** Cold starts to prove in all. */
  readonly wanted: number;
  /** Requests released at once. */
  readonly atOnce: number;
  readonly rounds: number;
  /** Sends each burst's requests once before its environments are renewed, so that their images are stored. */
  readonly asksBefore: boolean;
  /** The requests of a burst, from 0, for images that are stored. */
  readonly planOf: (burst: number) => RequestPlan;
  readonly signal: AbortSignal;
  readonly onStep: OnStep;
}

/** The same requests are sent again so often to the environments that a burst has started. */
const warmRepeats = 3;

/** Bursts beyond those that would do if every request started an environment. */
const patience = 2;

/**
 * Bursts of cold starts: environments are renewed, connections opened, and then all requests of a burst released at
 * once, so that neither connecting nor a queue is in their times. The environments that answered are asked again at
 * once: what is between the two is the cold start and nothing else.
 */
export const createColdBursts = (run: ColdBurstsRun) => {
  const bursts: Burst[] = [];
  let [count, proven, unproven, failed] = [0, 0, 0, 0];

  const burst = async (round: number): Promise<void> => {
    const plan = run.planOf(count);
    count += 1;
    if (run.asksBefore) await release(run, plan, run.atOnce);
    await run.system.freshEnvironments();
    if (run.signal.aborted) return;
    const first = await release(run, plan, run.atOnce);
    const again = await release(run, plan, run.atOnce * warmRepeats);
    const all = [...first, ...again];
    const cold = first.filter((sample) => sample.class === 'ok' && sample.start === 'cold');
    failed += all.filter((sample) => sample.class !== 'ok').length;
    unproven += first.filter((sample) => sample.class === 'ok' && sample.start !== 'cold').length;
    proven += cold.length;
    // A version's snapshot is restored in each of its environments, or in none.
    const kind = cold.some(({ initKind }) => initKind === 'snap-start') && {
      kind: 'snap-start' as const,
    };
    for (const outcome of ['stored', 'fetched', 'unknown'] as const) {
      const [coldMs, warmMs] = [timesOf(cold, 'cold', outcome), timesOf(all, 'warm', outcome)];
      if (coldMs.length > 0) bursts.push({ round, outcome, ...kind, coldMs, warmMs });
    }
  };

  return {
    /** Runs bursts until this round's share of the cold starts is proven. */
    async round(round: number): Promise<void> {
      const target = Math.ceil((run.wanted * round) / run.rounds);
      const most = patience + 2 * Math.ceil(Math.max(0, target - proven) / run.atOnce);
      if (proven < target)
        run.onStep(`cold starts, ${run.atOnce} at once: ${proven} of ${run.wanted}`);
      for (let at = 0; at < most && proven < target && !run.signal.aborted; at += 1) {
        await burst(round);
      }
    },
    summary: (): ColdStarts => ({
      ...{ atOnce: run.atOnce, wanted: run.wanted, proven, unproven, failed, bursts },
    }),
  };
};

const timesOf = (
  samples: readonly Sample[],
  start: 'cold' | 'warm',
  outcome: StoreOutcome,
): readonly number[] =>
  samples.flatMap((sample) => {
    const us = requestDurationUs(sample);
    const counts = sample.class === 'ok' && sample.start === start && sample.outcome === outcome;
    return counts && us !== undefined ? [us / 1000] : [];
  });
