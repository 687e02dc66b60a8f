import { FibimgError, messageOf } from '../error.ts';
import type { Rng } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import type { AdaptiveLimiter } from './adaptive-limiter.ts';
import { createPurgeCounter, type Listing, listAll, type PurgeCount } from './purge-plan.ts';
import type { Deletable, Failure, PurgeStage, PurgeTarget } from './purge-target.ts';
import { retryabilityOf } from './retryability.ts';
import { runBounded } from './run-bounded.ts';

export interface PurgeOptions {
  readonly concurrency: number;
  readonly limiter: AdaptiveLimiter;
  readonly rng: Rng;
  readonly sleep: Sleep;
  /** What a plan has listed already; other stages are listed anew. */
  readonly listing?: Listing;
  /** Ends the purge after the requests under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (removed: PurgeCount) => void;
}

export interface PurgeResult {
  readonly removed: PurgeCount;
  /** What the service would not delete: the first thousand. */
  readonly leftovers: readonly Failure[];
  readonly leftoverCount: number;
  /** Why the purge ended before its end, where it did and nobody had asked for it. */
  readonly stoppedBy?: unknown;
  readonly interrupted: boolean;
}

/** Enough to act on, and no more than memory should hold. */
const leftoversKept = 1000;

/** Tries in a row without any progress after which a batch is given up; throttling has the limiter's patience instead. */
const rounds = 6;
const pauseBaseMs = 50;

/** Empties a target stage by stage: what a plan has listed, or else lists and deletes at once, with memory for a few batches only. */
export const purge = async (target: PurgeTarget, options: PurgeOptions): Promise<PurgeResult> => {
  const { concurrency, limiter, listing, signal } = options;
  const outcomes = createOutcomes(options.onProgress);
  const run = async (): Promise<void> => {
    for (const stage of target.stages) {
      const things = listing?.get(stage) ?? listAll(stage, limiter, signal);
      const batches = batched(things, stage.batchSize);
      const empty = (batch: readonly Deletable[]) => removeBatch(stage, batch, options, outcomes);
      await runBounded(batches, concurrency, empty, signal);
      if (signal?.aborted) return;
    }
  };
  const stopped = await run().then(
    () => ({}),
    (stoppedBy: unknown) => (signal?.aborted ? {} : { stoppedBy }),
  );
  return { ...outcomes.summary(), interrupted: signal?.aborted ?? false, ...stopped };
};

type Outcomes = ReturnType<typeof createOutcomes>;

const createOutcomes = (onProgress: PurgeOptions['onProgress']) => {
  const counter = createPurgeCounter();
  const leftovers: Failure[] = [];
  let leftoverCount = 0;
  return {
    done(things: readonly Deletable[]): void {
      for (const thing of things) counter.add(thing);
      onProgress?.(counter.count());
    },
    giveUp(failures: readonly Failure[]): void {
      leftoverCount += failures.length;
      leftovers.push(...failures.slice(0, leftoversKept - leftovers.length));
    },
    summary: () => ({ removed: counter.count(), leftovers, leftoverCount }),
  };
};

const removeBatch = async (
  stage: PurgeStage,
  batch: readonly Deletable[],
  { limiter, rng, sleep, signal }: PurgeOptions,
  { done, giveUp }: Outcomes,
): Promise<void> => {
  let left = batch;
  const call = limiter.begin();
  for (let stuck = 0; left.length > 0; ) {
    await call.ready(signal);
    const { failures, thrown } = await attempt(stage, left);
    const failed = new Set(failures.map(({ thing }) => thing));
    done(left.filter((thing) => !failed.has(thing)));
    giveUp(failures.filter(({ retryability }) => retryability === 'permanent'));
    const again = failures.filter(({ retryability }) => retryability !== 'permanent');
    const progressed = again.length < left.length;
    if (progressed) call.accepted();
    if (again.length === 0) return;
    stuck = progressed ? 0 : stuck + 1;
    const throttled = again.some(({ retryability }) => retryability === 'throttled');
    if (throttled && call.refused() === 'give up') throw thrown ?? throttledOut(stage);
    if (!throttled && stuck >= rounds) {
      if (thrown !== undefined) throw thrown;
      return giveUp(again);
    }
    left = again.map(({ thing }) => thing);
    // The limiter makes throttled batches wait already.
    if (!throttled) await sleep(rng.below(pauseBaseMs * 2 ** stuck + 1), signal);
  }
};

const throttledOut = ({ name }: PurgeStage): FibimgError =>
  new FibimgError('throttled', `the ${name} could not all be deleted`, {
    why: 'the service left everything over for longer than --timeout',
    hint: "wait a little and purge again, or raise the table's write capacity",
  });

/** A request that fails as a whole is the same as all of its keys failing, where asking again may help. */
const attempt = async (
  stage: PurgeStage,
  batch: readonly Deletable[],
): Promise<{ readonly failures: readonly Failure[]; readonly thrown?: unknown }> => {
  try {
    return { failures: await stage.remove(batch) };
  } catch (thrown) {
    const retryability = retryabilityOf(thrown);
    if (retryability === 'permanent') throw thrown;
    const why = messageOf(thrown);
    return { failures: batch.map((thing) => ({ thing, why, retryability })), thrown };
  }
};

async function* batched(
  things: AsyncIterable<Deletable> | Iterable<Deletable>,
  size: number,
): AsyncGenerator<readonly Deletable[]> {
  let batch: Deletable[] = [];
  for await (const thing of things) {
    batch.push(thing);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
