import type { Interval } from '../record/effect.ts';
import { medianOf } from '../record/round-recorder.ts';
import { rankSumAtMost, rankSumCritical } from './rank-sum.ts';
import { signedRankAtMost, signedRankCritical } from './signed-rank.ts';

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
 * with the interval and the p value of the sign-flip test on signed ranks. Exact for whatever is symmetric, as the
 * difference of two runs of one pair is when a coin decides which runs first. One outlier moves ranks, no sums. Ties
 * and zeros count against a difference.
 */
export const pairedRatio = (logRatios: readonly number[], alpha = 0.05): Ratio => {
  const walsh = logRatios
    .flatMap((one, at) => logRatios.slice(at).map((other) => (one + other) / 2))
    .toSorted((a, b) => a - b);
  const n = logRatios.length;
  return ratioOf(
    walsh,
    signedRankCritical(n, alpha),
    (against) => signedRankAtMost(n, against),
  );
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
  const differences = base
    .flatMap((one) => changed.map((other) => other - one))
    .toSorted((a, b) => a - b);
  const [m, n] = [base.length, changed.length];
  return ratioOf(
    differences,
    rankSumCritical(m, n, alpha),
    (against) => rankSumAtMost(m, n, against),
  );
};

/** Test and interval by the same count, so that they never disagree. */
const ratioOf = (
  sorted: readonly number[],
  critical: number | undefined,
  chanceOf: (against: number) => number,
): Ratio => {
  const [low, high] =
    critical === undefined ? [] : [sorted[critical], sorted[sorted.length - 1 - critical]];
  const notAbove = sorted.filter((value) => value <= 0).length;
  const notBelow = sorted.filter((value) => value >= 0).length;
  return {
    ratio: Math.exp(medianOf(sorted)),
    interval: low === undefined || high === undefined ? null : [Math.exp(low), Math.exp(high)],
    p: Math.min(1, 2 * chanceOf(Math.min(notAbove, notBelow))),
  };
};
