import type { Clock, Rng } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { createRefusalBalance, mostPerSecond } from './refusal-balance.ts';
import { retryabilityOf } from './retryability.ts';

export interface LimiterDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly sleep: Sleep;
  /** How long a service may refuse everything before callers give up. */
  readonly patienceMs: number;
}

/** Leave to make one call. */
export interface Permit {
  /** The service took the call. */
  accepted(): void;
  /** The service asked to slow down. Gives up when it has done nothing else for longer than anybody will wait. */
  refused(): 'wait' | 'repeat at once' | 'give up';
}

/** A token bucket whose rate follows from a service's answers; there is no limit before the first refusal. */
export interface AdaptiveLimiter {
  /** An abort ends a wait, and is no concern of a call that need not wait: what is under way may be finished. */
  permit(signal?: AbortSignal, after?: ReturnType<Permit['refused']>): Promise<Permit>;
  /** Makes a call: again while it is throttled, until patience ends, and a few times where it just fails. */
  retry<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** What the bucket holds: the calls of this long. */
const burstMs = 50;
/** However short patience is, it is for several tries. */
const triesOfPatience = 5;
const slowestIntervalMs = 5_000;
/** Of a call that fails in a way that may pass. */
const tries = 3;
const pauseBaseMs = 50;
/** One refused call in so many is repeated at once, to see what its refusal means. */
const repeatEvery = 1;

export const createAdaptiveLimiter = ({
  clock,
  rng,
  sleep,
  patienceMs,
}: LimiterDeps): AdaptiveLimiter => {
  const leastPerSecond = 1000 / Math.min(slowestIntervalMs, patienceMs / triesOfPatience);
  const balance = createRefusalBalance();
  let perSecond = Number.POSITIVE_INFINITY;
  let nextMs = 0;
  let refusedSinceMs: number | undefined;
  let refusals = 0;
  let queue = Promise.resolve();

  const setRate = (wanted: number): void => {
    perSecond =
      wanted > mostPerSecond ? Number.POSITIVE_INFINITY : Math.max(leastPerSecond, wanted);
  };

  /** One waits at a time, the others behind it: a change of the rate in between then holds for all of them. */
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
      nextMs = Math.max(nextMs, clock.elapsedMs() - burstMs) + 1000 / perSecond;
    } finally {
      leave();
    }
  };

  const permit: AdaptiveLimiter['permit'] = async (signal, after = 'wait') => {
    const repeats = after === 'repeat at once';
    if (!repeats) await wait(signal);
    const answered = (refused: boolean): void => {
      if (repeats) balance.repeated(refused);
      else setRate(balance.next(refused, perSecond, clock.elapsedMs()));
    };
    return {
      accepted: () => {
        refusedSinceMs = undefined;
        answered(false);
      },
      refused: () => {
        const nowMs = clock.elapsedMs();
        refusedSinceMs ??= nowMs;
        const wasUnlimited = perSecond === Number.POSITIVE_INFINITY;
        answered(true);
        // Those who were refused together do not return together.
        if (wasUnlimited) nextMs = nowMs + rng.below(Math.ceil(1000 / perSecond) + 1);
        if (nowMs - refusedSinceMs >= patienceMs) return 'give up';
        if (repeats) return 'wait';
        refusals += 1;
        return refusals % repeatEvery === 0 ? 'repeat at once' : 'wait';
      },
    };
  };

  const retry = async <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    let after: ReturnType<Permit['refused']> = 'wait';
    for (let failed = 0; ; ) {
      const { accepted, refused } = await permit(signal, after);
      try {
        const result = await call();
        accepted();
        return result;
      } catch (thrown) {
        const retryability = retryabilityOf(thrown);
        if (retryability === 'transient') failed += 1;
        if (retryability === 'permanent' || failed >= tries) throw thrown;
        after = retryability === 'throttled' ? refused() : 'wait';
        if (after === 'give up') throw thrown;
      }
      if (failed > 0) await sleep(rng.below(pauseBaseMs * 2 ** failed), signal);
    }
  };

  return { permit, retry };
};
