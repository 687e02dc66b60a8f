import { fewestUnits, student975, z975 } from '../../bench/stats/mean-interval.ts';
import { quantileRanks } from '../../bench/stats/quantile-interval.ts';
import { bucketAtRank, bucketAtShare, bucketMs, type Counts, countUpTo } from './counts.ts';
import type { Range } from './page-data.ts';

/**
 * A 95 % band of a quantile, in milliseconds, for values that came in slots of time, which share what disturbed them:
 * the same arithmetic as the run's own intervals, with the slot as the unit. Null where the samples do not carry it.
 */
export const quantileBand = (
  all: Counts,
  slots: readonly Counts[],
  share: number,
  fewestIndependent = 1,
): Range | null => {
  const filled = slots.filter(({ total }) => total > 0);
  if (filled.length < fewestUnits || share <= 0) return null;
  const effective = effectiveCount(all, filled, share);
  if (effective < fewestIndependent) return null;
  const ranks = ranksOf(effective, share);
  if (ranks === undefined) return null;
  const each = all.total / effective;
  const from = bucketAtRank(all, Math.floor((ranks[0] - 1) * each) + 1);
  const to = bucketAtRank(all, Math.ceil(ranks[1] * each));
  return from === undefined || to === undefined ? null : [bucketMs(from), bucketMs(to)];
};

/** How many independent values would tell as much: all, divided by the design effect of the slots at that quantile. */
const effectiveCount = (all: Counts, slots: readonly Counts[], share: number): number => {
  const cut = bucketAtShare(all, share) ?? 0;
  const k = slots.length;
  const scores = slots.map((slot) => countUpTo(slot, cut) - share * slot.total);
  const mean = scores.reduce((sum, score) => sum + score, 0) / k;
  const spread = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const variance = (k / (k - 1)) * spread;
  const design = Math.max(1, variance / (all.total * share * (1 - share)));
  return Math.floor((all.total / design) * (z975 / student975(k - 1)) ** 2);
};

/** Beyond, and far enough from the ends, the normal distribution is exact enough and does not count so long. */
const mostExact = 5000;

const ranksOf = (n: number, share: number): readonly [number, number] | undefined => {
  if (n <= mostExact || n * Math.min(share, 1 - share) < 50) return quantileRanks(n, share);
  const half = z975 * Math.sqrt(n * share * (1 - share));
  return [Math.floor(n * share - half), Math.ceil(n * share + half) + 1];
};
