import type { Interval } from '../record/effect.ts';
import { medianOf } from '../record/round-recorder.ts';
import { rankSumAtMost, rankSumCritical } from './rank-sum.ts';
import { flipTest, weightAgainst } from './sign-flip.ts';

/** New over base. */
export interface Ratio {
  readonly ratio: number;
  /** Null where there are too few runs for one. */
  readonly interval: Interval | null;
  /** Two-sided; at most alpha exactly where the interval excludes 1. */
  readonly p: number;
}

/**
 * The ratio of pairs: Hodges and Lehmann's estimate on the logarithms, the median of all means of two (Walsh averages),
 * with the p value of the sign-flip test on signed ranks, and the interval of all ratios which that test does not reject.
 * Exact for whatever is symmetric, as the difference of two runs of one pair is when a coin decides which runs first. One
 * outlier moves ranks, no sums. Ties and zeros count against a difference.
 */
export const pairedRatio = (logRatios: readonly number[], alpha = 0.05): Ratio => {
  const walsh = logRatios
    .flatMap((one, at) => logRatios.slice(at).map((other) => (one + other) / 2))
    .toSorted((a, b) => a - b);
  const { weights, critical, atMost } = flipTest(logRatios.length);
  const turned = logRatios.map((value) => -value);
  const against = Math.min(weightAgainst(logRatios, 0, weights), weightAgainst(turned, 0, weights));
  const limit = critical(alpha);
  return {
    ratio: Math.exp(medianOf(walsh)),
    interval:
      limit === undefined
        ? null
        : [
            Math.exp(lowerEnd(logRatios, walsh, weights, limit)),
            Math.exp(-lowerEnd(turned, turnedOrder(walsh), weights, limit)),
          ],
    p: Math.min(1, 2 * atMost(against)),
  };
};

const turnedOrder = (sorted: readonly number[]): readonly number[] =>
  sorted.toReversed().map((value) => -value);

/**
 * The least Walsh average right above which the test no longer rejects: ranks and signs around a centre change at Walsh
 * averages only, and what speaks against the difference grows with the centre.
 */
const lowerEnd = (
  differences: readonly number[],
  walsh: readonly number[],
  weights: readonly number[],
  limit: number,
): number => {
  const places = walsh.filter((value, at) => value > (walsh[at - 1] ?? Number.NEGATIVE_INFINITY));
  const rejectsAbove = (at: number): boolean => {
    const [here = 0, next = here + 1] = [places[at], places[at + 1]];
    return weightAgainst(differences, (here + next) / 2, weights) <= limit;
  };
  let [low, high] = [0, places.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rejectsAbove(middle)) low = middle + 1;
    else high = middle;
  }
  return places[low] ?? Number.NaN;
};

/**
 * The ratio of two groups of runs: Hodges and Lehmann's shift of the logarithms, the median of all differences between
 * one of each, with the interval and the p value of Mann and Whitney's test.
 */
export const unpairedRatio = (
  base: readonly number[],
  changed: readonly number[],
  alpha = 0.05,
): Ratio => {
  const sorted = base
    .flatMap((one) => changed.map((other) => other - one))
    .toSorted((a, b) => a - b);
  const [m, n] = [base.length, changed.length];
  const critical = rankSumCritical(m, n, alpha);
  const [low, high] =
    critical === undefined ? [] : [sorted[critical], sorted[sorted.length - 1 - critical]];
  const notAbove = sorted.filter((value) => value <= 0).length;
  const notBelow = sorted.filter((value) => value >= 0).length;
  return {
    ratio: Math.exp(medianOf(sorted)),
    interval: low === undefined || high === undefined ? null : [Math.exp(low), Math.exp(high)],
    p: Math.min(1, 2 * rankSumAtMost(m, n, Math.min(notAbove, notBelow))),
  };
};
