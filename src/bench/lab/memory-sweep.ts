import { FibimgError, statusOf } from '../../core/error.ts';
import { billedMsOf } from '../../core/price/billed-duration.ts';
import type { LoadEngine } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import type { Sample } from '../engine/sample.ts';
import { createDraw } from '../load/philox.ts';
import { release } from '../phases/release.ts';
import type { SystemUnderTest } from '../phases/system-under-test.ts';
import { requestDurationUs } from '../record/tally.ts';
import { type Reasons, reasonOf, reasonsOf } from './reasons.ts';

interface SweepRun {
  readonly system: Pick<SystemUnderTest, 'resize'>;
  readonly engine: LoadEngine;
  readonly sizesMb: readonly number[];
  readonly rounds: number;
  /** Cold starts of a size in a round, released at once. */
  readonly atOnce: number;
  /** Sends every image once, so that they are stored before anything is timed. */
  readonly prepare: () => Promise<unknown>;
  readonly planOf: (cell: number) => RequestPlan;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Does the work of one cell, and shows that it is under way. */
  readonly during: <T>(what: string, work: () => Promise<T>) => Promise<T>;
}

/** One memory size in one round. Times are of requests that were answered as they should be. */
export interface SweepCell {
  readonly round: number;
  readonly memoryMb: number;
  readonly coldMs: readonly number[];
  readonly warmMs: readonly number[];
  /** What Lambda bills, a cold start's init with it; of those requests of which it is known. */
  readonly coldBilledMs: readonly number[];
  readonly warmBilledMs: readonly number[];
  /** Answers of the burst that no environment was started for. */
  readonly unproven: number;
  readonly failures: Reasons;
}

/** A size that ended the attempt to measure it; the sweep went on with the others. */
export interface SizeFailure {
  readonly memoryMb: number;
  /** Lambda would not take the size, or not one request of a cell was answered as it should be. */
  readonly kind: 'refused' | 'failed';
  readonly why: string;
}

export interface Sweep {
  readonly cells: readonly SweepCell[];
  readonly failures: readonly SizeFailure[];
  /** What ended it before its time, though not before its first cell. */
  readonly failure?: unknown;
}

/** Each environment that a burst has started answers so often again. */
export const warmRepeats = 5;

/**
 * Every size in every round, in an order drawn anew for each round: what drifts while the sweep goes on meets all sizes
 * alike. Only what cannot be mended from here ends it: a lost permission, a function that others have changed. Cells that
 * were measured by then are kept.
 */
export const sweepMemory = async (run: SweepRun): Promise<Sweep> => {
  const cells: SweepCell[] = [];
  const failures: SizeFailure[] = [];
  try {
    await measureAll(run, cells, failures);
    return { cells, failures };
  } catch (failure) {
    if (cells.length === 0) throw failure;
    return { cells, failures, failure };
  }
};

const measureAll = async (
  run: SweepRun,
  cells: SweepCell[],
  failures: SizeFailure[],
): Promise<void> => {
  const draw = createDraw(run.seed);
  let isPrepared = false;
  for (let round = 1; round <= run.rounds; round += 1) {
    const sizes = run.sizesMb.filter((size) => failures.every(({ memoryMb }) => memoryMb !== size));
    for (const memoryMb of shuffled(sizes, draw)) {
      if (run.signal.aborted) return;
      const what = `round ${round} of ${run.rounds}: ${memoryMb} MB`;
      const refused = await run.during(what, () => resize(run, memoryMb));
      if (refused !== undefined) {
        failures.push({ memoryMb, kind: 'refused', why: refused });
        continue;
      }
      if (!isPrepared) {
        await run.prepare();
        await resize(run, memoryMb);
        isPrepared = true;
      }
      const cell = await run.during(what, () => measure(run, cells.length, round, memoryMb));
      if (run.signal.aborted) return;
      cells.push(cell);
      if (cell.coldMs.length + cell.warmMs.length === 0) {
        failures.push({ memoryMb, kind: 'failed', why: reasonOf(cell.failures) });
      }
    }
  }
};

/** Why Lambda does not take this size; undefined where it did. */
const resize = async ({ system }: SweepRun, memoryMb: number): Promise<string | undefined> => {
  if (system.resize === undefined) throw new TypeError('the target has a memory size to change');
  try {
    await system.resize(memoryMb);
    return undefined;
  } catch (thrown) {
    const isRefused = thrown instanceof FibimgError && statusOf(thrown.cause) === 400;
    if (!isRefused) throw thrown;
    return thrown.why ?? thrown.message;
  }
};

const measure = async (
  run: SweepRun,
  at: number,
  round: number,
  memoryMb: number,
): Promise<SweepCell> => {
  const plan = run.planOf(at);
  const first = await release(run, plan, run.atOnce);
  const hope = first.some((sample) => sample.class === 'ok');
  const again = hope ? await release(run, plan, run.atOnce * warmRepeats) : [];
  const all = [...first, ...again].filter((sample) => sample.class !== 'interrupted');
  const good = all.filter((sample) => sample.class === 'ok');
  const cold = first.filter((sample) => sample.class === 'ok' && sample.start === 'cold');
  const warm = again.filter((sample) => sample.class === 'ok' && sample.start !== 'cold');
  return {
    ...{ round, memoryMb },
    ...{ coldMs: cold.flatMap(latencyOf), warmMs: warm.flatMap(latencyOf) },
    ...{ coldBilledMs: cold.flatMap(billedOf), warmBilledMs: warm.flatMap(billedOf) },
    unproven: first.filter((sample) => good.includes(sample) && sample.start !== 'cold').length,
    failures: reasonsOf(all),
  };
};

const latencyOf = (sample: Sample): readonly number[] => {
  const us = requestDurationUs(sample);
  return us === undefined ? [] : [us / 1000];
};

/** The REPORT line says; the local Lambda tells what it would say. */
const billedOf = (sample: Sample): readonly number[] => {
  const billedMs = billedMsOf({ ...sample, durationMs: sample.functionDurationMs });
  return billedMs === undefined ? [] : [billedMs];
};

/** Fisher and Yates. */
const shuffled = <T>(items: readonly T[], draw: (bound: number) => number): readonly T[] => {
  const left = [...items];
  return items.flatMap(() => left.splice(draw(left.length), 1));
};
