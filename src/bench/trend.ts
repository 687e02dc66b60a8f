/**
 * A trend: how often each time occurred, in an HDR histogram (Gil Tene's layout: buckets that double, each with
 * the same number of linear parts), with exact count, sum, least and greatest beside it. Our own few lines and
 * not the library's class, because recording is on the path of every request (10 ns against 125). The library
 * writes and reads the exchange format (`trend-codec.ts`).
 */
export interface Trend {
  /** log2 of the linear parts: 11 keeps three significant digits, 8 two. */
  readonly bits: number;
  readonly counts: Uint32Array;
  count: number;
  sumUs: number;
  /** Infinity while empty. */
  minUs: number;
  maxUs: number;
}

/** Longer times (71 minutes) count as this one in percentiles; sum and greatest stay exact. */
export const highestUs = 2 ** 32 - 1;

/** 94 KB of memory with three significant digits, 13 KB with two, whatever is recorded. */
export const createTrend = (bits: 8 | 11 = 11): Trend => ({
  bits,
  counts: new Uint32Array(indexOf(bits, highestUs) + 1),
  count: 0,
  sumUs: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: 0,
});

/** Records a time in microseconds, `times` times. What is below 0 was clock noise and counts as 0. */
export const record = (trend: Trend, us: number, times = 1): void => {
  const value = us > 0 ? Math.round(us) : 0;
  const index = indexOf(trend.bits, Math.min(value, highestUs));
  trend.counts[index] = (trend.counts[index] ?? 0) + times;
  trend.count += times;
  trend.sumUs += value * times;
  if (value < trend.minUs) trend.minUs = value;
  if (value > trend.maxUs) trend.maxUs = value;
};

/** Adds what `from` holds to `into`, of the same precision. */
export const addTrend = (into: Trend, from: Trend): void => {
  if (from.count === 0) return;
  const last = indexOf(from.bits, Math.min(from.maxUs, highestUs));
  for (let index = indexOf(from.bits, Math.min(from.minUs, highestUs)); index <= last; index++) {
    into.counts[index] = (into.counts[index] ?? 0) + (from.counts[index] ?? 0);
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
  const merged = createTrend(first.bits === 8 ? 8 : 11);
  for (const trend of filled) addTrend(merged, trend);
  return merged;
};

/**
 * The least time that `percent` of all are at or below (nearest rank), to the histogram's precision and never
 * outside what was recorded; undefined when empty.
 */
export const percentileUs = (trend: Trend, percent: number): number | undefined => {
  if (trend.count === 0) return undefined;
  const rank = Math.max(1, Math.ceil((percent / 100) * trend.count - 1e-9));
  if (rank >= trend.count) return trend.maxUs;
  let seen = 0;
  let index = indexOf(trend.bits, Math.min(trend.minUs, highestUs)) - 1;
  while (seen < rank && ++index < trend.counts.length) seen += trend.counts[index] ?? 0;
  return Math.max(trend.minUs, Math.min(trend.maxUs, highestAt(trend.bits, index)));
};

/** The counter that a whole number of microseconds below 2^32 falls into. */
export const indexOf = (bits: number, value: number): number => {
  const shift = Math.max(0, 32 - Math.clz32(value) - bits);
  return (shift << (bits - 1)) + (value >>> shift);
};

const shiftOf = (bits: number, index: number): number =>
  Math.max(0, Math.floor(index / 2 ** (bits - 1)) - 1);

/** The least value of a counter. */
export const lowestAt = (bits: number, index: number): number => {
  const shift = shiftOf(bits, index);
  return (index - shift * 2 ** (bits - 1)) * 2 ** shift;
};

const highestAt = (bits: number, index: number): number =>
  lowestAt(bits, index) + 2 ** shiftOf(bits, index) - 1;
