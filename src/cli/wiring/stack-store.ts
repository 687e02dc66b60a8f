import type { PurgePlace } from '../../commands/command/purge-place.ts';
import type { Services } from '../../commands/command/services.ts';
import type { StackSystemRequest } from '../../commands/command/system-request.ts';
import { throttleLimiter } from '../../commands/command/throttle-limiter.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import { sleep } from '../../core/sleep.ts';
import { emptyTarget } from '../../core/upkeep/empty-target.ts';
import { fillStore } from '../../core/upkeep/fill-store.ts';
import { type SeedCount, triedOf } from '../../core/upkeep/seed-tally.ts';
import type { Io } from '../../process/io.ts';
import { progressText } from '../../report/upkeep/progress-text.ts';

export interface StackStoreDeps {
  readonly io: Io;
  readonly settings: Settings;
  readonly services: Services;
}

interface Filling {
  readonly sizes: readonly number[];
  readonly signal: AbortSignal;
  readonly onStep: (what: string) => void;
}

/** Requests at once; what the store cannot take slows down by itself. */
const concurrency = 8;

const tellEveryMs = 2_000;

/** Deletes what is ours from a stack's store, as `fibimg purge` does. */
export const emptyStackStore = async (
  deps: StackStoreDeps,
  place: PurgePlace,
  signal: AbortSignal,
): Promise<void> => {
  const { rng } = deps.io;
  const limiter = throttleLimiter(deps);
  await emptyTarget(place.target, place.title, { concurrency, limiter, rng, sleep, signal });
};

/** Fails unless the image origin that the store is to be filled from delivers. */
export const tryStackOrigin = async (
  { services }: StackStoreDeps,
  { source }: StackSystemRequest,
  pixels: number,
  signal: AbortSignal,
): Promise<void> => {
  const origin = await services.openOrigin(source, () => {});
  try {
    await origin.fetch(pixels, signal);
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    const { kind, message, why, hint } = thrown;
    throw new FibimgError(kind, `nothing was deleted, for ${message}`, {
      ...(why !== undefined && { why }),
      ...(hint !== undefined && { hint }),
      cause: thrown,
    });
  }
};

/** Stores every image that is not stored, as `fibimg seed` does. */
export const fillStackStore = async (
  deps: StackStoreDeps,
  { stack, source, allowForeignStack }: StackSystemRequest,
  { sizes, signal, onStep }: Filling,
): Promise<void> => {
  const { io, services } = deps;
  const { clock } = io;
  // Only `auto` goes on without a network, and it is not for deployed stores.
  const origin = await services.openOrigin(source, () => {});
  const store = await services.openStore(
    { kind: 'stack', stack },
    { ownRetries: true, allowForeignStack },
  );
  try {
    await fillStore({
      ...{ ...store, origin, clock, sizes, mode: 'missing', concurrency, signal },
      guard: { overwriteForeign: false, anew: false, onReplace: onStep },
      limiters: { table: throttleLimiter(deps), bucket: throttleLimiter(deps) },
      onProgress: progressTeller(io, sizes.length, onStep),
    });
  } finally {
    await store.close();
  }
};

const progressTeller = ({ clock }: Io, total: number, tell: (line: string) => void) => {
  const startedMs = clock.elapsedMs();
  let toldMs = startedMs;
  return (count: SeedCount): void => {
    const nowMs = clock.elapsedMs();
    if (nowMs - toldMs < tellEveryMs) return;
    toldMs = nowMs;
    const done = triedOf(count);
    tell(progressText({ verb: 'stored', done, total, elapsedMs: nowMs - startedMs }));
  };
};
