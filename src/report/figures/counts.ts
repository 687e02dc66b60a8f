/**
 * How often each time occurred, in the buckets of an HDR histogram of microseconds with two significant digits: 128 to
 * an octave, so that a bucket's middle is within 0.4 % of what was recorded. Ascending, without empty buckets.
 */
export interface Counts {
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

export const noCounts: Counts = { buckets: [], counts: [], total: 0 };

const half = 128;

/** The bucket of a time in whole microseconds, up to 2^32 - 1. */
export const bucketOf = (us: number): number => {
  const shift = Math.max(0, 24 - Math.clz32(us));
  return shift * half + (us >>> shift);
};

/** The first time of a bucket, and that of the next one. */
const edgesOf = (bucket: number): readonly [number, number] => {
  const shift = Math.max(0, Math.floor(bucket / half) - 1);
  const lowest = (bucket - shift * half) * 2 ** shift;
  return [lowest, lowest + 2 ** shift];
};

/** The time that stands for a bucket, in milliseconds. */
export const bucketMs = (bucket: number): number => {
  const [from, to] = edgesOf(bucket);
  return (from + (to - from === 1 ? 0 : (to - from) / 2)) / 1000;
};

/** Counts of times that may come in any order and more than once. */
export const countsOf = (
  times: readonly { readonly us: number; readonly count: number }[],
): Counts => {
  const sums = new Map<number, number>();
  for (const { us, count } of times) {
    const bucket = bucketOf(Math.max(0, Math.round(us)));
    sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  }
  return fromMap(sums);
};

export const mergeCounts = (all: readonly Counts[]): Counts => {
  const [first = noCounts, ...others] = all.filter(({ total }) => total > 0);
  if (others.length === 0) return first;
  const sums = new Map<number, number>();
  for (const { buckets, counts } of [first, ...others]) {
    for (const [at, bucket] of buckets.entries()) {
      sums.set(bucket, (sums.get(bucket) ?? 0) + (counts[at] ?? 0));
    }
  }
  return fromMap(sums);
};

const fromMap = (sums: ReadonlyMap<number, number>): Counts => {
  const sorted = [...sums].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const counts = sorted.map(([, count]) => count);
  return {
    buckets: sorted.map(([bucket]) => bucket),
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  };
};

/** The bucket that holds the nearest rank of a share of all; undefined where there is nothing. */
export const bucketAtShare = (of: Counts, share: number): number | undefined => {
  const rank = Math.max(1, Math.ceil(share * of.total - 1e-9));
  return bucketAtRank(of, rank);
};

/** The bucket that holds the value of a rank, from 1. */
export const bucketAtRank = ({ buckets, counts }: Counts, rank: number): number | undefined => {
  let passed = 0;
  for (const [at, count] of counts.entries()) {
    passed += count;
    if (passed >= rank) return buckets[at];
  }
  return buckets.at(-1);
};

/** How many are in a bucket or below it. */
export const countUpTo = ({ buckets, counts }: Counts, bucket: number): number => {
  let passed = 0;
  for (const [at, one] of buckets.entries()) {
    if (one > bucket) break;
    passed += counts[at] ?? 0;
  }
  return passed;
};
