import type { PhasePlan } from '../../../bench/phases/phase-plan.ts';
import { messageOf } from '../../../core/error.ts';
import { distinctInts } from '../../../core/service/ints.ts';
import { randomRange } from '../../../core/service/pixels.ts';
import { sleep } from '../../../core/sleep.ts';
import type { AdaptiveLimiter } from '../../../core/upkeep/adaptive-limiter.ts';
import { emptyTarget } from '../../../core/upkeep/empty-target.ts';
import { imagesIn, narrowedTarget } from '../../../core/upkeep/narrowed-target.ts';
import { withStoreLock } from '../../../core/upkeep/store-lock.ts';
import type { CommandContext } from '../../command/command.ts';
import type { PurgePlace } from '../../command/purge-place.ts';
import { throttleLimiter } from '../../command/throttle-limiter.ts';
import type { BenchOptions } from '../options/plan.ts';
import { emptiesStore } from './consent.ts';

/** Runs a bench as the only writer of a stack's store, and removes afterwards what it put there, where that is asked for. */
export const asOnlyWriter = <T>(
  context: CommandContext,
  options: BenchOptions,
  plans: readonly PhasePlan[],
  store: PurgePlace | undefined,
  work: () => Promise<T>,
): Promise<T> => {
  if (store === undefined) return work();
  const { clock, rng } = context.io;
  const limiter = throttleLimiter(context);
  const whole = () =>
    options.cleanUp ? cleaningUp(context, options, plans, { store, limiter }, work) : work();
  if (store.lock === undefined) return whole();
  const { title } = store;
  const request = { command: 'fibimg bench', title, breakLock: options.breakLock };
  return withStoreLock(store.lock, { limiter, clock, rng, sleep }, request, whole);
};

interface Cleaned {
  readonly store: PurgePlace;
  readonly limiter: AdaptiveLimiter;
}

const cleaningUp = async <T>(
  { io, report }: CommandContext,
  { ints }: BenchOptions,
  plans: readonly PhasePlan[],
  { store, limiter }: Cleaned,
  work: () => Promise<T>,
): Promise<T> => {
  // What an emptied store holds afterwards was not there before.
  const before = emptiesStore(plans)
    ? new Set<number>()
    : await imagesIn(store.target, limiter, io.interrupt);
  const asked = new Set(distinctInts(ints ?? randomRange));
  const written = narrowedTarget(
    store.target,
    (pixels) => asked.has(pixels) && !before.has(pixels),
  );
  // Also after an interruption: that is what was asked for.
  const remove = () =>
    report.during('removing the images that the run stored', () =>
      emptyTarget(written, store.title, { concurrency: 8, limiter, rng: io.rng, sleep }),
    );
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await remove().catch((second: unknown) => report.note(messageOf(second)));
    throw thrown;
  }
  await remove();
  return result;
};
