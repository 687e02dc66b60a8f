import type { Clock, Rng } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { natureOf } from './failure-nature.ts';

export interface PaceDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly sleep: Sleep;
  /** How long a service may refuse everything before callers give up. */
  readonly patienceMs: number;
}

/** One caller's leave to make a call. */
export interface Turn {
  /** The service took the call. */
  accepted(): void;
  /** The service asked to slow down; false when it has done nothing else for longer than anybody will wait. */
  refused(): boolean;
}

/**
 * How fast a service lets us call it, found out from its answers: without refusals there is no limit, each round of
 * refusals halves the rate, and each accepted call raises it a little.
 */
export interface Pace {
  /** An abort ends a wait, and is no concern of a turn that need not wait: what is under way may be finished. */
  turn(signal?: AbortSignal): Promise<Turn>;
  /** Makes a call in its turn: again while it is throttled, until patience ends, and a few times where it just fails. */
  persist<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

const firstIntervalMs = 50;
const largestIntervalMs = 5_000;
/** However short patience is, it is for several tries. */
const triesOfPatience = 5;
/** Below this the limit no longer matters, and is lifted. */
const smallestIntervalMs = 2;
const recovery = 0.9;
/** Of a call that fails in a way that may pass. */
const tries = 3;

export const createPace = ({ clock, rng, sleep, patienceMs }: PaceDeps): Pace => {
  let intervalMs = 0;
  let nextMs = 0;
  /** Grows with every slowing down; refusals of calls begun before the last one are no news. */
  let epoch = 0;
  let refusedSinceMs: number | undefined;
  let queue = Promise.resolve();

  const slowDown = (): void => {
    epoch += 1;
    const largestMs = Math.min(largestIntervalMs, patienceMs / triesOfPatience);
    intervalMs = Math.min(largestMs, Math.max(firstIntervalMs, intervalMs * 2));
    nextMs = clock.elapsedMs() + rng.below(Math.ceil(intervalMs) + 1);
  };

  /** One waits at a time, the others behind it: a slowing down in between then holds for all of them. */
  const wait = async (signal?: AbortSignal): Promise<void> => {
    const ahead = queue;
    let leave = () => {};
    queue = new Promise((resolve) => {
      leave = resolve;
    });
    await ahead;
    try {
      for (let ms = nextMs - clock.elapsedMs(); ms > 0; ms = nextMs - clock.elapsedMs()) {
        await sleep(ms, signal);
      }
      nextMs = clock.elapsedMs() + intervalMs;
    } finally {
      leave();
    }
  };

  const turn = async (signal?: AbortSignal): Promise<Turn> => {
    await wait(signal);
    const begunIn = epoch;
    return {
      accepted: () => {
        refusedSinceMs = undefined;
        intervalMs *= recovery;
        if (intervalMs < smallestIntervalMs) intervalMs = 0;
      },
      refused: () => {
        refusedSinceMs ??= clock.elapsedMs();
        if (begunIn === epoch) slowDown();
        return clock.elapsedMs() - refusedSinceMs < patienceMs;
      },
    };
  };

  const persist = async <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    for (let failed = 0; ; ) {
      const { accepted, refused } = await turn(signal);
      try {
        const result = await call();
        accepted();
        return result;
      } catch (thrown) {
        const nature = natureOf(thrown);
        if (nature === 'passing') failed += 1;
        if (nature === 'lasting' || failed >= tries) throw thrown;
        if (nature === 'throttled' && !refused()) throw thrown;
      }
      if (failed > 0) await sleep(rng.below(firstIntervalMs * 2 ** failed), signal);
    }
  };

  return { turn, persist };
};
