import { median } from '../rounds.ts';

/** How a cost's ratio to its reference changed, as a factor: 1 is not at all, above 1 is dearer. */
interface Change {
  readonly factor: number;
  /** Of 95 %, whatever the distribution of rounds; 0 to Infinity where they are too few. */
  readonly low: number;
  readonly high: number;
  readonly verdict: 'same' | 'worse' | 'better' | 'undecided';
  /** While undecided: rounds to add, Infinity where the stored ones are what is too few. */
  readonly roundsMore: number;
}

/**
 * Compares the ratios of this run's rounds with the stored ones: Hodges and Lehmann's estimate of the shift between
 * their logarithms, and the interval that the exact rank sum test gives it. What stays within `tolerance` of the stored
 * is the same, what lies beyond it throughout has moved.
 */
export const changeOf = (
  now: readonly number[],
  stored: readonly number[],
  tolerance: number,
): Change => {
  const shifts = now
    .flatMap((one) => stored.map((other) => Math.log(one / other)))
    .toSorted((a, b) => a - b);
  const rank = outerRank(now.length, stored.length);
  const shift = median(shifts);
  const low = shifts[rank - 1] ?? Number.NEGATIVE_INFINITY;
  const high = shifts[shifts.length - rank] ?? Number.POSITIVE_INFINITY;
  const limit = Math.log(1 + tolerance);
  const verdict = verdictOf(low, high, limit);
  return {
    ...{ factor: Math.exp(shift), low: Math.exp(low), high: Math.exp(high), verdict },
    roundsMore:
      verdict === 'undecided'
        ? roundsMore((high - low) / 2, Math.abs(Math.abs(shift) - limit), now, stored)
        : 0,
  };
};

const verdictOf = (low: number, high: number, limit: number): Change['verdict'] => {
  if (low >= limit) return 'worse';
  if (high <= -limit) return 'better';
  return low > -limit && high < limit ? 'same' : 'undecided';
};

/** Of the ordered shifts, the rank from either end at which a 95 % interval begins; 0 where there is none. */
const outerRank = (m: number, n: number): number => {
  const counts = rankSumCounts(m, n);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [rank, count] of counts.entries()) {
    below += count;
    if (below > 0.025 * total) return rank;
  }
  return 0;
};

/** In how many orders of m and n values each rank sum statistic comes out: a Gaussian binomial coefficient. */
const rankSumCounts = (m: number, n: number): readonly number[] => {
  const counts: number[] = [1, ...Array(m * n).fill(0)];
  const add = (at: number, from: number, sign: 1 | -1): void => {
    counts[at] = (counts[at] ?? 0) + sign * (counts[from] ?? 0);
  };
  for (let factor = 1; factor <= m; factor += 1) {
    for (let at = m * n; at >= n + factor; at -= 1) add(at, at - n - factor, -1);
    for (let at = factor; at <= m * n; at += 1) add(at, at - factor, 1);
  }
  return counts;
};

/** An interval's square shrinks with 1 / m + 1 / n, of which only this run's m grows. */
const roundsMore = (
  halfWidth: number,
  distance: number,
  now: readonly number[],
  stored: readonly number[],
): number => {
  if (!Number.isFinite(halfWidth)) return roundsToAnInterval(now.length, stored.length);
  const needed =
    (distance / halfWidth) ** 2 * (1 / now.length + 1 / stored.length) - 1 / stored.length;
  return needed > 0 ? Math.max(1, Math.ceil(1 / needed) - now.length) : Number.POSITIVE_INFINITY;
};

/** Until there are enough to have an interval at all. */
const roundsToAnInterval = (m: number, n: number): number => {
  const mostRounds = 40;
  for (let more = 1; more <= mostRounds; more += 1) if (outerRank(m + more, n) > 0) return more;
  return Number.POSITIVE_INFINITY;
};
