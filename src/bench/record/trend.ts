import { build, Int32Histogram } from 'hdr-histogram-js';

/** A trend: how often each time occurred, in an HDR histogram, with exact count, sum, least and greatest beside it. */
export interface Trend {
  readonly histogram: Int32Histogram;
  count: number;
  sumUs: number;
  /** Infinity while empty. */
  minUs: number;
  maxUs: number;
}

/** Longer times (71 minutes) count as this one in percentiles; sum and greatest stay exact. */
export const highestUs = 2 ** 32 - 1;

/** 94 KB of memory with three significant digits, 13 KB with two, whatever is recorded. */
export const createTrend = (digits: 2 | 3 = 3): Trend => ({
  histogram: createHistogram(digits),
  count: 0,
  sumUs: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: 0,
});

const createHistogram = (digits: number): Int32Histogram => {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUs,
    numberOfSignificantValueDigits: digits === 2 ? 2 : 3,
  });
  if (histogram instanceof Int32Histogram) return histogram;
  throw new TypeError('the library made a histogram of another kind');
};

/** Records a time in microseconds, `times` times. What is below 0 was clock noise and counts as 0. */
export const record = (trend: Trend, us: number, times = 1): void => {
  const value = us > 0 ? Math.round(us) : 0;
  const kept = Math.min(value, highestUs);
  if (times === 1) trend.histogram.recordValue(kept);
  else trend.histogram.recordValueWithCount(kept, times);
  trend.count += times;
  trend.sumUs += value * times;
  if (value < trend.minUs) trend.minUs = value;
  if (value > trend.maxUs) trend.maxUs = value;
};

/** Adds what `from` holds to `into`. */
export const addTrend = (into: Trend, from: Trend): void => {
  if (from.count === 0) return;
  into.histogram.add(from.histogram);
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
  const merged = createTrend(first.histogram.numberOfSignificantValueDigits === 2 ? 2 : 3);
  for (const trend of filled) addTrend(merged, trend);
  return merged;
};

/**
 * The least time that `percent` of all are at or below (nearest rank), to the histogram's precision and never
 * outside what was recorded; undefined when empty.
 */
export const percentileUs = (trend: Trend, percent: number): number | undefined => {
  if (trend.count === 0) return undefined;
  const us = trend.histogram.getValueAtPercentile(percent);
  return Math.max(trend.minUs, Math.min(trend.maxUs, us));
};

/** How often each recorded time occurred, in ascending order; a time is the middle of those that the histogram takes for equal. */
export const recordedTimes = ({
  histogram,
  count,
  maxUs,
}: Trend): readonly { readonly us: number; readonly count: number }[] => {
  if (count === 0) return [];
  const times: { us: number; count: number }[] = [];
  const last = histogram.countsArrayIndex(Math.min(maxUs, highestUs));
  for (let index = 0; index <= last; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    times.push({ us: histogram.medianEquivalentValue(histogram.valueFromIndex(index)), count });
  }
  return times;
};
