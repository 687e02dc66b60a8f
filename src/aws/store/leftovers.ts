import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../../core/service/ports.ts';

export interface BackOff {
  readonly rng: Rng;
  /** Rounds in a row without progress after which to give up. */
  readonly rounds: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** About half a minute of patience in all. */
export const patient = (rng: Rng): BackOff => ({ rng, rounds: 10, baseMs: 50, capMs: 5_000 });

/** Exponential back-off with full jitter, so that those who were throttled together do not return together. */
export const pauseMs = ({ rng, baseMs, capMs }: BackOff, round: number): number =>
  rng.below(Math.min(capMs, baseMs * 2 ** round) + 1);

/**
 * Hands `items` to `once`, and again what it says was left over, with pauses between. Batch operations of AWS
 * answer 200 and name what they did not do; the SDK does not repeat that by itself.
 *
 * @returns what was still left over when patience ran out: nothing, normally.
 */
export const untilNoneLeft = async <T>(
  items: readonly T[],
  once: (items: readonly T[]) => Promise<readonly T[]>,
  backOff: BackOff,
  signal?: AbortSignal,
): Promise<readonly T[]> => {
  let left = items;
  let stuck = 0;
  while (left.length > 0) {
    const before = left.length;
    left = await once(left);
    stuck = left.length < before ? 0 : stuck + 1;
    if (left.length === 0 || stuck >= backOff.rounds) break;
    await sleep(pauseMs(backOff, stuck), undefined, signal === undefined ? {} : { signal });
  }
  return left;
};

/** Consecutive runs of at most `size` elements. */
export const chunks = function* <T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
};
