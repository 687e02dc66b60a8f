import { type Bucket, type Histogram, joined, rankOf } from './histogram.ts';
import { student975 } from './student.ts';

type Ends = readonly [from: number, to: number];

/** Two say nothing of how far a third would lie from them. */
const fewestGroups = 3;

const normal975 = 1.959964;

/** As exactly as tables of Student's t are given, squared. */
const tableShare = 4e-3;

/**
 * A quantile's 95 % interval by order statistics, in milliseconds, of values that came in groups: as many of them count
 * as the groups' own scatter leaves (Korn and Graubard). That number is rounded down, so that a t from a table may lead to
 * another one: each that it may be gives one interval, undefined where it is too few.
 */
export const rankIntervals = (
  groups: readonly Histogram[],
  percent: number,
): readonly (Ends | undefined)[] => {
  const filled = groups.filter(({ total }) => total > 0);
  if (filled.length < fewestGroups) return [undefined];
  const all = joined(filled);
  const independent = independentValues(filled, all, percent);
  const [least, most] = [1 - tableShare, 1 + tableShare].map((by) => Math.floor(by * independent));
  const intervals: (Ends | undefined)[] = [];
  for (let n = least ?? 0; n <= (most ?? 0); n += 1) intervals.push(endsAt(all, n, percent));
  return intervals;
};

/** The sample is divided by how much more the counts below the quantile vary between groups than chance lets them. */
const independentValues = (
  groups: readonly Histogram[],
  all: Histogram,
  percent: number,
): number => {
  const share = percent / 100;
  const cut = bucketAt(all, rankOf(percent, all.total)).from;
  const surplus = groups.map(
    ({ buckets, total }) =>
      buckets.reduce((sum, { from, count }) => (from <= cut ? sum + count : sum), 0) -
      share * total,
  );
  const k = groups.length;
  const mean = surplus.reduce((sum, one) => sum + one, 0) / k;
  const scatter = surplus.reduce((sum, one) => sum + (one - mean) ** 2, 0) * (k / (k - 1));
  const effect = Math.max(1, scatter / (all.total * share * (1 - share)));
  return (all.total / effect) * (normal975 / student975(k - 1)) ** 2;
};

const endsAt = (all: Histogram, n: number, percent: number): Ends | undefined => {
  const [lower, upper] = orderStatistics(n, percent / 100);
  if (lower < 1 || upper > n) return undefined;
  const each = all.total / n;
  return [
    middleMs(bucketAt(all, Math.floor((lower - 1) * each) + 1)),
    middleMs(bucketAt(all, Math.ceil(upper * each))),
  ];
};

/**
 * The last rank that lies above the quantile with 2.5 % at most, and the first that lies at or above it with 97.5 % at
 * least, by the binomial distribution: of n values as many lie below a quantile as coins show heads.
 */
const orderStatistics = (n: number, share: number): readonly [lower: number, upper: number] => {
  let [logWays, atMost, lower, upper] = [0, 0, 0, n + 1];
  for (let heads = 0; heads <= n; heads += 1) {
    atMost += Math.exp(logWays + heads * Math.log(share) + (n - heads) * Math.log(1 - share));
    if (atMost <= 0.025) lower = heads + 1;
    if (atMost >= 0.975) {
      upper = heads + 1;
      break;
    }
    logWays += Math.log(n - heads) - Math.log(heads + 1);
  }
  return [lower, upper];
};

const bucketAt = ({ buckets }: Histogram, rank: number): Bucket => {
  let passed = 0;
  for (const bucket of buckets) {
    passed += bucket.count;
    if (passed >= rank) return bucket;
  }
  return buckets.at(-1) ?? { from: Number.NaN, to: Number.NaN, count: 0 };
};

/** What an interval is given by. */
const middleMs = ({ from, to }: Bucket): number => (from + Math.floor((to - from + 1) / 2)) / 1000;
