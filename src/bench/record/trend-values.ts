import type { TrendValues } from './document.ts';
import { percentileUs, type Trend } from './trend.ts';

export const defaultPercentiles: readonly number[] = [90, 95, 99];

/** The name of a percentile as k6 writes it. */
const percentileKey = (percent: number): string => `p(${percent})`;

/** A percentile needs one sample beyond it: 10 for p(90), 20 for p(95), 100 for p(99), 1,000 for p(99.9). */
export const samplesNeeded = (percent: number): number =>
  percent >= 100 ? 1 : Math.ceil(100 / (100 - percent) - 1e-9);

/** The values of a trend that holds something, in milliseconds; percentiles without enough samples are left out. */
export const trendValues = (trend: Trend, percentiles = defaultPercentiles): TrendValues => {
  const values: Record<string, number> = {
    avg: trend.sumUs / trend.count / 1000,
    min: trend.minUs / 1000,
    med: (percentileUs(trend, 50) ?? Number.NaN) / 1000,
    max: trend.maxUs / 1000,
  };
  for (const percent of percentiles) {
    const us = percentileUs(trend, percent);
    if (us !== undefined && trend.count >= samplesNeeded(percent)) {
      values[percentileKey(percent)] = us / 1000;
    }
  }
  return { ...values, count: trend.count };
};
