import type { Clock, Rng } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { retryabilityOf } from './retryability.ts';

interface LimiterDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly sleep: Sleep;
  /** How long a service may refuse everything before callers give up. */
  readonly patienceMs: number;
}

/** One call, and its repetitions while the service refuses it. */
interface LimitedCall {
  /**
   * Resolves when the call may be made, or made again. An abort ends a wait, and is no concern of a call that need not
   * wait: what is under way may be finished.
   */
  ready(signal?: AbortSignal): Promise<void>;
  /** The service took the call, or a part of it. */
  accepted(): void;
  /** The service asked to slow down. Gives up when it has done nothing else for longer than anybody will wait. */
  refused(): 'again' | 'give up';
}

/** Makes calls at the rate that a service takes; there is no limit before the first slowing down. */
export interface AdaptiveLimiter {
  begin(): LimitedCall;
  /** Makes a call: again while it is throttled, until patience ends, and a few times where it just fails. */
  retry<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** What the bucket holds: the calls of this long. */
const burstMs = 50;
const startPerSecond = 100;
/** Above this a limit no longer matters. */
const mostPerSecond = 500;
const slowestIntervalMs = 5_000;
/** However short patience is, it is for several tries. */
const triesOfPatience = 5;

/** Refusals of one call in a row that are taken for the service's capacity. */
const refusalsOfCapacity = 6;
const repeatWithinMs = 10;
const slowDown = 0.5;
/** Twelve accepted calls make up for one halving. */
const speedUp = slowDown ** (-1 / 12);

/** Of a call that fails in a way that may pass. */
const tries = 3;
const pauseBaseMs = 50;

/**
 * A token bucket (the generic cell rate algorithm of ITU-T I.371) whose rate doubles with every twelve accepted calls and is
 * halved when one call has been refused six times in a row. Until then a refused call is repeated without a token, after
 * a short pause of random length. One lack of capacity halves the rate once: a call whose refusals began before the
 * last halving queues for a token and starts counting anew (as TCP NewReno treats losses from before the last one, RFC 6582).
 *
 * A service out of capacity refuses the repetitions too, so that the rate settles where it takes all calls but one run of
 * six in 13. Where refusals are chance, as when others use up the same account's limit, such runs are rarer (one in 21
 * at 60 %), and the rate rises until it is no limit any more.
 */
export const createAdaptiveLimiter = ({
  clock,
  rng,
  sleep,
  patienceMs,
}: LimiterDeps): AdaptiveLimiter => {
  const leastPerSecond = 1000 / Math.min(slowestIntervalMs, patienceMs / triesOfPatience);
  let perSecond = Number.POSITIVE_INFINITY;
  let nextMs = 0;
  let slowedMs = Number.NEGATIVE_INFINITY;
  let refusedSinceMs: number | undefined;
  let queue = Promise.resolve();

  /** One waits at a time, the others behind it: a change of the rate in between then holds for all of them. */
  const takeToken = async (signal?: AbortSignal): Promise<void> => {
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

  const slow = (): void => {
    perSecond = Math.max(leastPerSecond, Math.min(startPerSecond, perSecond * slowDown));
    slowedMs = clock.elapsedMs();
  };

  const begin = (): LimitedCall => {
    let refusals = 0;
    let firstRefusedMs = 0;
    return {
      ready: (signal) =>
        refusals === 0 ? takeToken(signal) : sleep(rng.below(repeatWithinMs), signal),
      accepted: () => {
        refusals = 0;
        refusedSinceMs = undefined;
        perSecond *= speedUp;
        if (perSecond > mostPerSecond) perSecond = Number.POSITIVE_INFINITY;
      },
      refused: () => {
        const nowMs = clock.elapsedMs();
        refusedSinceMs ??= nowMs;
        if (refusals === 0) firstRefusedMs = nowMs;
        refusals += 1;
        const answered = firstRefusedMs <= slowedMs;
        if (!answered && refusals === refusalsOfCapacity) slow();
        if (answered || refusals === refusalsOfCapacity) refusals = 0;
        return nowMs - refusedSinceMs >= patienceMs ? 'give up' : 'again';
      },
    };
  };

  const retry = async <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const { ready, accepted, refused } = begin();
    for (let failed = 0; ; ) {
      await ready(signal);
      try {
        const result = await call();
        accepted();
        return result;
      } catch (thrown) {
        const retryability = retryabilityOf(thrown);
        if (retryability === 'permanent') throw thrown;
        if (retryability === 'throttled') {
          if (refused() === 'give up') throw thrown;
          continue;
        }
        failed += 1;
        if (failed >= tries) throw thrown;
      }
      await sleep(rng.below(pauseBaseMs * 2 ** failed), signal);
    }
  };

  return { begin, retry };
};
