/**
 * A trend: how often each time occurred, in the counts of an HDR histogram, with exact count, sum, least and greatest
 * beside it. Recording is own code because it is the measurement's own cost: the library's takes twenty times as long.
 */
export interface Trend {
  /** Significant digits that two times must share to be counted together. */
  readonly digits: 2 | 3;
  /** By `indexOf`. */
  readonly counts: Uint32Array;
  count: number;
  sumUs: number;
  /** Infinity while empty. */
  minUs: number;
  maxUs: number;
}

/** Longer times (71 minutes) count as this one in percentiles; sum and greatest stay exact. */
export const highestUs = 2 ** 32 - 1;

/**
 * The first 2 ** (this + 1) counts are of one microsecond each; then come, over and over, 2 ** this counts of times twice
 * as wide as those before (HdrHistogram's layout, lowest discernible value 1).
 */
const halfBits = { 2: 7, 3: 10 } as const;

/** 94 KB of memory with three significant digits, 13 KB with two, whatever is recorded. */
export const createTrend = (digits: 2 | 3 = 3): Trend => ({
  digits,
  counts: new Uint32Array((33 - halfBits[digits]) << halfBits[digits]),
  count: 0,
  sumUs: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: 0,
});

/** Where whole microseconds, at most `highestUs`, are counted. */
const indexOf = (digits: 2 | 3, us: number): number => {
  const bits = halfBits[digits];
  const doublings = 31 - Math.clz32(us) - bits;
  return doublings <= 0 ? us : (doublings << bits) + (us >>> doublings);
};

/** Beyond it nothing is counted. */
export const lastIndex = ({ digits, maxUs }: Pick<Trend, 'digits' | 'maxUs'>): number =>
  indexOf(digits, Math.min(maxUs, highestUs));

/** The times that are counted at an index: the least, and how many. */
const timesAt = (digits: 2 | 3, index: number): { leastUs: number; width: number } => {
  const bits = halfBits[digits];
  const doublings = (index >> bits) - 1;
  if (doublings <= 0) return { leastUs: index, width: 1 };
  const width = 2 ** doublings;
  return { leastUs: (index - (doublings << bits)) * width, width };
};

/** Records a time in microseconds, `times` times. What is below 0 was clock noise and counts as 0. */
export const record = (trend: Trend, us: number, times = 1): void => {
  const value = us > 0 ? Math.round(us) : 0;
  countAt(trend, value, times);
  trend.count += times;
  trend.sumUs += value * times;
  if (value < trend.minUs) trend.minUs = value;
  if (value > trend.maxUs) trend.maxUs = value;
};

/** Counts whole microseconds, and nothing of what stands beside the counts. */
const countAt = ({ digits, counts }: Trend, us: number, times: number): void => {
  const index = indexOf(digits, Math.min(us, highestUs));
  counts[index] = (counts[index] ?? 0) + times;
};

/** Adds what `from` holds to `into`. */
export const addTrend = (into: Trend, from: Trend): void => {
  if (from.count === 0) return;
  const last = lastIndex(from);
  for (let index = 0; index <= last; index += 1) {
    const count = from.counts[index] ?? 0;
    if (count > 0) countAt(into, timesAt(from.digits, index).leastUs, count);
  }
  into.count += from.count;
  into.sumUs += from.sumUs;
  into.minUs = Math.min(into.minUs, from.minUs);
  into.maxUs = Math.max(into.maxUs, from.maxUs);
};

/** All trends in one; the only one that holds anything is given as it is. */
export const mergeTrends = (trends: readonly Trend[]): Trend | undefined => {
  const filled = trends.filter(({ count }) => count > 0);
  const [first, ...others] = filled;
  if (first === undefined || others.length === 0) return first;
  const merged = createTrend(first.digits);
  for (const trend of filled) addTrend(merged, trend);
  return merged;
};

/**
 * The least time that `percent` of all are at or below (nearest rank), to the histogram's precision and never
 * outside what was recorded; undefined when empty.
 */
export const percentileUs = (trend: Trend, percent: number): number | undefined => {
  const { digits, counts, count, minUs, maxUs } = trend;
  if (count === 0) return undefined;
  const last = lastIndex(trend);
  const exactRank = (Math.min(percent, 100) / 100) * count;
  // The product may come out a little above the whole number that it is.
  const rank = Math.max(1, Math.ceil(exactRank - exactRank * Number.EPSILON));
  let below = 0;
  let index = 0;
  while (index < last) {
    below += counts[index] ?? 0;
    if (below >= rank) break;
    index += 1;
  }
  const { leastUs, width } = timesAt(digits, index);
  return Math.max(minUs, Math.min(maxUs, leastUs + width - 1));
};

/** How often each recorded time occurred, in ascending order; a time is the middle of those that are counted together. */
export const recordedTimes = (
  trend: Trend,
): readonly { readonly us: number; readonly count: number }[] => {
  const times: { us: number; count: number }[] = [];
  const last = lastIndex(trend);
  for (let index = 0; index <= last; index += 1) {
    const count = trend.counts[index] ?? 0;
    if (count === 0) continue;
    const { leastUs, width } = timesAt(trend.digits, index);
    times.push({ us: leastUs + Math.floor(width / 2), count });
  }
  return times;
};
