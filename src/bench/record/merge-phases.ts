import { sampleClasses } from '../engine/sample.ts';
import type { MetricSummary, PhaseSummary, TrendValues } from './document.ts';
import { createErrorTally } from './error-tally.ts';
import { mergeSeries } from './merge-series.ts';
import { counterValues } from './metrics.ts';
import { mergeTrends, type Trend } from './trend.ts';
import { decodeTrend, encodeTrend } from './trend-codec.ts';
import { trendValues } from './trend-values.ts';

/**
 * Two summaries as if one recorder had taken in the samples of both: of one load from two machines at once, say.
 * Counts and virtual users add up, histograms are merged, and percentiles are read from the merged histogram,
 * never averaged. Points of the series that both fill have no percentiles: those cannot be known any more.
 */
export const mergePhases = (first: PhaseSummary, second: PhaseSummary): PhaseSummary => {
  const span = spanOf(first, second);
  const errors = createErrorTally();
  for (const error of [...first.errors, ...second.errors]) errors.add(error);
  const metrics: Record<string, MetricSummary> = {};
  const histograms: Record<string, string> = {};
  for (const name of new Set([...Object.keys(first.metrics), ...Object.keys(second.metrics)])) {
    const trend = mergeTrends([trendOf(first, name), trendOf(second, name)].filter(isTrend));
    const metric = mergeMetric(first.metrics[name], second.metrics[name], trend, span.seconds);
    if (metric !== undefined) metrics[name] = metric;
    if (trend !== undefined) histograms[name] = encodeTrend(trend);
  }
  return {
    name: first.name,
    startedAt: new Date(span.startMs).toISOString(),
    durationMs: span.seconds * 1000,
    classes: mergeClasses(first.classes, second.classes),
    errors: errors.list(),
    metrics,
    series: mergeSeries(first, second, span.startMs),
    histograms,
    notes: [...new Set([...first.notes, ...second.notes])],
  };
};

/** A trend of a summary with all that was recorded of it; undefined where there was nothing. */
export const trendOf = (phase: PhaseSummary, name: string): Trend | undefined => {
  const metric = phase.metrics[name];
  const text = phase.histograms[name];
  if (metric?.type !== 'trend' || text === undefined) return undefined;
  const { avg = 0, min = 0, max = 0, count = 0 } = metric.values;
  return decodeTrend(text, {
    sumUs: Math.round(avg * count * 1000),
    minUs: Math.round(min * 1000),
    maxUs: Math.round(max * 1000),
  });
};

const isTrend = (trend: Trend | undefined): trend is Trend => trend !== undefined;

const spanOf = (...phases: readonly PhaseSummary[]) => {
  const starts = phases.map(({ startedAt }) => Date.parse(startedAt));
  const startMs = Math.min(...starts);
  const ends = phases.map(({ durationMs }, index) => (starts[index] ?? startMs) + durationMs);
  return { startMs, seconds: (Math.max(...ends) - startMs) / 1000 };
};

const mergeClasses = (
  first: PhaseSummary['classes'],
  second: PhaseSummary['classes'],
): PhaseSummary['classes'] => {
  const merged = { ...first };
  for (const name of ['started', 'dropped', ...sampleClasses] as const) {
    merged[name] = first[name] + second[name];
  }
  return merged;
};

const mergeMetric = (
  first: MetricSummary | undefined,
  second: MetricSummary | undefined,
  trend: Trend | undefined,
  seconds: number,
): MetricSummary | undefined => {
  const either = first ?? second;
  if (either === undefined) return undefined;
  const both = [first, second].filter((metric) => metric !== undefined);
  const { contains } = either;
  switch (either.type) {
    case 'trend': {
      if (trend === undefined) return undefined;
      return { type: 'trend', contains, values: trendValues(trend, percentilesOf(both)) };
    }
    case 'counter': {
      const count = sum(both, (metric) => (metric.type === 'counter' ? metric.values.count : 0));
      return { type: 'counter', contains, values: counterValues(count, seconds) };
    }
    case 'rate': {
      const passes = sum(both, (metric) => (metric.type === 'rate' ? metric.values.passes : 0));
      const fails = sum(both, (metric) => (metric.type === 'rate' ? metric.values.fails : 0));
      const values = { rate: passes / (passes + fails), passes, fails };
      return { type: 'rate', contains, values };
    }
    case 'gauge': {
      const of = (key: 'value' | 'min' | 'max') =>
        sum(both, (metric) => (metric.type === 'gauge' ? metric.values[key] : 0));
      return {
        type: 'gauge',
        contains,
        values: { value: of('value'), min: of('min'), max: of('max') },
      };
    }
  }
};

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** A percentile that one part had too few samples for may well have enough in the whole. */
const percentilesOf = (metrics: readonly MetricSummary[]): readonly number[] => {
  const found = new Set([90, 95, 99]);
  for (const metric of metrics) {
    if (metric.type !== 'trend') continue;
    for (const percent of percentilesIn(metric.values)) found.add(percent);
  }
  return [...found].sort((a, b) => a - b);
};

const percentilesIn = (values: TrendValues): readonly number[] =>
  Object.keys(values)
    .map((key) => /^p\((.+)\)$/.exec(key)?.[1])
    .filter((percent) => percent !== undefined)
    .map(Number);
