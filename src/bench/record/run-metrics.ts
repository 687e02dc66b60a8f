import type { MetricSummary, PhaseSummary } from './document.ts';
import { counterValues } from './metrics.ts';
import { mergeTrends, type Trend } from './trend.ts';
import { decodeTrend } from './trend-codec.ts';
import { defaultPercentiles, trendValues } from './trend-values.ts';

/**
 * The metrics of all phases together, as of one run without the time between them: counts add up, histograms are
 * merged, and percentiles are read from the merged ones, never averaged.
 */
export const metricsOfRun = (
  phases: readonly PhaseSummary[],
  percentiles: readonly number[] = defaultPercentiles,
): Readonly<Record<string, MetricSummary>> => {
  const [only, ...more] = phases;
  if (only === undefined || more.length === 0) return only?.metrics ?? {};
  const seconds = phases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const names = [...new Set(phases.flatMap(({ metrics }) => Object.keys(metrics)))];
  const merged = names.map((name) => [name, mergeMetric(name, phases, seconds, percentiles)]);
  return Object.fromEntries(merged.filter(([, metric]) => metric !== undefined));
};

type Kind<T extends MetricSummary['type']> = Extract<MetricSummary, { readonly type: T }>;

/** One metric of phases that went on one after the other, or at once: undefined where none of them has it. */
export const mergeMetric = (
  name: string,
  phases: readonly PhaseSummary[],
  seconds: number,
  percentiles: readonly number[],
): MetricSummary | undefined => {
  const found = phases.flatMap(({ metrics }) => metrics[name] ?? []);
  const first = found[0];
  if (first === undefined) return undefined;
  const { type, contains } = first;
  switch (type) {
    case 'trend': {
      const trend = mergeTrends(phases.flatMap((phase) => trendOf(phase, name) ?? []));
      return trend && { type, contains, values: trendValues(trend, percentiles) };
    }
    case 'counter': {
      const counts = found.filter((metric): metric is Kind<'counter'> => metric.type === type);
      const count = sum(counts.map(({ values }) => values.count));
      return { type, contains, values: counterValues(count, seconds) };
    }
    case 'rate': {
      const rates = found.filter((metric): metric is Kind<'rate'> => metric.type === type);
      const passes = sum(rates.map(({ values }) => values.passes));
      const fails = sum(rates.map(({ values }) => values.fails));
      return { type, contains, values: { rate: passes / (passes + fails), passes, fails } };
    }
    case 'gauge': {
      const gauges = found.filter((metric): metric is Kind<'gauge'> => metric.type === type);
      const value = gauges.at(-1)?.values.value ?? 0;
      const min = Math.min(...gauges.map(({ values }) => values.min));
      const max = Math.max(...gauges.map(({ values }) => values.max));
      return { type, contains, values: { value, min, max } };
    }
  }
};

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** A trend of a summary with all that was recorded of it; undefined where there was nothing. */
export const trendOf = ({ metrics, histograms }: PhaseSummary, name: string): Trend | undefined => {
  const metric = metrics[name];
  const text = Object.hasOwn(histograms, name) ? histograms[name] : undefined;
  if (metric?.type !== 'trend' || text === undefined) return undefined;
  const { avg = 0, min = 0, max = 0, count = 0 } = metric.values;
  return decodeTrend(text, {
    sumUs: Math.round(avg * count * 1000),
    minUs: Math.round(min * 1000),
    maxUs: Math.round(max * 1000),
  });
};
