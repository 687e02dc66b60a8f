import { z975 } from '../stats/mean-interval.ts';

/** Beyond so many the normal distribution is as good, and the exact one takes long. */
const mostExact = 60;

/**
 * The probability that the signed-rank sum of n differences is at most `sum`, when each sign is a fair coin: what a
 * sign-flip test over all 2^n flips counts, without going through them.
 */
export const signedRankAtMost = (n: number, sum: number): number => {
  if (sum < 0) return 0;
  if (n > mostExact) return normalAtMost(sum, (n * (n + 1)) / 4, (n * (n + 1) * (2 * n + 1)) / 24);
  return Math.min(
    1,
    signedRankChances(n)
      .slice(0, sum + 1)
      .reduce((all, chance) => all + chance, 0),
  );
};

/** The chance of each sum, from 0 to n(n+1)/2. */
const signedRankChances = (n: number): readonly number[] => {
  let chances: readonly number[] = [1];
  for (let rank = 1; rank <= n; rank += 1) {
    const before = chances;
    chances = Array.from(
      { length: before.length + rank },
      (_, sum) => ((before[sum] ?? 0) + (before[sum - rank] ?? 0)) / 2,
    );
  }
  return chances;
};

/**
 * The greatest sum that a two-sided test at `alpha` still rejects; undefined where none is rare enough, as with fewer
 * than 6 differences at 5 %.
 */
export const signedRankCritical = (n: number, alpha: number): number | undefined => {
  if (n > mostExact) {
    const variance = (n * (n + 1) * (2 * n + 1)) / 24;
    return Math.floor((n * (n + 1)) / 4 - quantileOf(alpha) * Math.sqrt(variance) - 0.5);
  }
  return lastWithin(signedRankChances(n), alpha);
};

/** The greatest index up to which the chances sum to at most half of `alpha`. */
export const lastWithin = (chances: readonly number[], alpha: number): number | undefined => {
  let below = 0;
  let critical: number | undefined;
  for (const [sum, chance] of chances.entries()) {
    below += chance;
    if (2 * below > alpha * (1 + 1e-12)) break;
    critical = sum;
  }
  return critical;
};

/** With correction for continuity. */
export const normalAtMost = (sum: number, mean: number, variance: number): number =>
  normalBelow((sum + 0.5 - mean) / Math.sqrt(variance));

/** The normal distribution function, by the expansion of Zelen and Severo (Abramowitz and Stegun 26.2.17), within 1e-7. */
const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const tail =
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
};

/** How far a two-sided test at `alpha` reaches, in standard deviations, by bisection of the distribution function. */
export const quantileOf = (alpha: number): number => {
  if (alpha === 0.05) return z975;
  let [low, high] = [0, 10];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (2 * (1 - normalBelow(middle)) > alpha) low = middle;
    else high = middle;
  }
  return low;
};
