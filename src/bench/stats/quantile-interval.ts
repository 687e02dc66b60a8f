import type { Interval } from '../record/effect.ts';
import { fewestUnits, student975, z975 } from './mean-interval.ts';

/** How often each value occurred, ascending. */
type Counts = readonly { readonly us: number; readonly count: number }[];

/** Half of the 5 % on either side. */
const tail = 0.025;

/**
 * The ranks (from 1) of the order statistics between which a quantile lies with 95 %, whatever the distribution, among
 * n independent values; undefined where n is too small: 6 for the median, 36 for p90, 72 for p95, 368 for p99.
 */
export const quantileRanks = (n: number, share: number): readonly [number, number] | undefined => {
  const lower = largestRank(n, share);
  const upper = n + 1 - largestRank(n, 1 - share);
  return lower < 1 || upper > n ? undefined : [lower, upper];
};

/** The largest rank whose order statistic lies above the quantile with a chance of at most 2.5 %: P(X <= rank - 1). */
const largestRank = (n: number, share: number): number =>
  // Counted from the side that is nearer: beyond a high quantile lie few, whatever n is.
  share > 0.5
    ? n - successesCovering(n, 1 - share, 1 - tail)
    : Math.min(n, successesCovering(n, share, tail));

/** The least number of successes that n trials stay at or below with a chance above `covered`. */
const successesCovering = (n: number, share: number, covered: number): number => {
  let logChance = n * Math.log1p(-share);
  let below = 0;
  for (let successes = 0; successes < n; successes += 1) {
    below += Math.exp(logChance);
    if (below > covered) return successes;
    logChance += Math.log((n - successes) / (successes + 1)) + Math.log(share / (1 - share));
  }
  return n;
};

/**
 * A 95 % interval, in milliseconds, for a quantile of values that came in groups (rounds, bursts): values of one group share what
 * disturbed them, so n is first cut to the number of independent values that tell as much (Korn and Graubard). Null
 * where that is too few, or where there are fewer than three groups.
 */
export const quantileInterval = (groups: readonly Counts[], share: number): Interval | null => {
  const filled = groups.filter((group) => group.length > 0);
  const n = total(filled.flat());
  if (filled.length < fewestUnits || n === 0) return null;
  const effective = Math.floor(effectiveCount(filled, n, share));
  const ranks = quantileRanks(effective, share);
  if (ranks === undefined) return null;
  const all = merged(filled);
  const each = n / effective;
  return [
    valueAt(all, Math.floor((ranks[0] - 1) * each) + 1) / 1000,
    valueAt(all, Math.ceil(ranks[1] * each)) / 1000,
  ];
};

/** n divided by the design effect of the groups at that quantile, and by what few groups do not know of it. */
const effectiveCount = (groups: readonly Counts[], n: number, share: number): number => {
  const cut = valueAt(merged(groups), Math.ceil(share * n));
  const k = groups.length;
  const scores = groups.map((group) => {
    const below = total(group.filter(({ us }) => us <= cut));
    return below - share * total(group);
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / k;
  const spread = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const variance = (k / (k - 1)) * spread;
  const design = Math.max(1, variance / (n * share * (1 - share)));
  return (n / design) * (z975 / student975(k - 1)) ** 2;
};

const total = (counts: Counts): number => counts.reduce((sum, { count }) => sum + count, 0);

const merged = (groups: readonly Counts[]): Counts => groups.flat().toSorted((a, b) => a.us - b.us);

const valueAt = (sorted: Counts, rank: number): number => {
  let passed = 0;
  for (const { us, count } of sorted) {
    passed += count;
    if (passed >= rank) return us;
  }
  return sorted.at(-1)?.us ?? Number.NaN;
};
