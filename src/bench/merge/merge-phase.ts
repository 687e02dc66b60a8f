import type { MetricSummary, PhaseSummary } from '../record/document.ts';
import { createErrorTally } from '../record/error-tally.ts';
import { phaseNotes } from '../record/phase-notes.ts';
import { mergeMetric, trendOf } from '../record/run-metrics.ts';
import { createTrend, mergeTrends } from '../record/trend.ts';
import { encodeTrend } from '../record/trend-codec.ts';
import type { Aligned } from './aligned.ts';
import { mergeBlocks } from './merge-blocks.ts';
import { mergeMarks, mergeWaterfalls } from './merge-detail.ts';
import { mergeSeries } from './merge-series.ts';
import { sum, sumMaps } from './sums.ts';

/** A phase as all parts together had it: counts and histograms add, series and blocks are joined by time. */
export const mergePhase = (
  parts: readonly Aligned<PhaseSummary>[],
  percentiles: readonly number[],
): PhaseSummary => {
  const phases = parts.map(({ of }) => of);
  const [first] = phases;
  if (first === undefined) throw new TypeError('there is no phase to merge');
  const startMs = Math.min(...parts.map((part) => part.startMs));
  const endMs = Math.max(...parts.map((part) => part.startMs + part.of.durationMs));
  const durationMs = endMs - startMs;
  const endedBy = phases.find((phase) => phase.endedBy !== undefined)?.endedBy;
  const merged: PhaseSummary = {
    ...{ name: first.name, startedAt: new Date(startMs).toISOString(), durationMs },
    classes: sumMaps(phases.map(({ classes }) => classes)),
    errors: mergeErrors(phases),
    metrics: mergeMetrics(phases, durationMs / 1000, percentiles),
    series: mergeSeries(parts.map((part) => ({ ...part, of: part.of.series }))),
    histograms: mergeHistograms(phases),
    ...(endedBy !== undefined && { endedBy }),
    notes: [],
    ...mergeDetail(parts),
  };
  // What is said of counts is said anew; what else the parts said stays.
  const said = phases.flatMap((phase) => {
    const own = notesOf(phase);
    return phase.notes.filter((note) => !own.includes(note));
  });
  return { ...merged, notes: [...notesOf(merged), ...[...new Set(said)].sort()] };
};

const notesOf = (phase: PhaseSummary): readonly string[] => {
  const duration = phase.metrics['http_req_duration'];
  return phaseNotes({
    classes: phase.classes,
    total: trendOf(phase, 'http_req_total') ?? createTrend(),
    timed: duration?.type === 'trend' ? (duration.values['count'] ?? 0) : 0,
    frontDoorQueue: trendOf(phase, 'front_door_queue') ?? createTrend(),
    secondsPerPoint: phase.series[0]?.seconds ?? 1,
  });
};

const mergeErrors = (phases: readonly PhaseSummary[]): PhaseSummary['errors'] => {
  const tally = createErrorTally();
  for (const error of phases.flatMap(({ errors }) => errors)) tally.add(error);
  return tally.list();
};

const namesOf = <T>(phases: readonly PhaseSummary[], of: (phase: PhaseSummary) => T) => [
  ...new Set(phases.flatMap((phase) => Object.keys(of(phase) ?? {}))),
];

const mergeMetrics = (
  phases: readonly PhaseSummary[],
  seconds: number,
  percentiles: readonly number[],
): PhaseSummary['metrics'] => {
  const merged = namesOf(phases, ({ metrics }) => metrics).map((name) => {
    const metric = mergeMetric(name, phases, seconds, percentiles);
    return [name, metric?.type === 'gauge' ? gaugesTogether(name, phases) : metric] as const;
  });
  return Object.fromEntries(
    merged.flatMap(([name, metric]) => (metric === undefined ? [] : [[name, metric]])),
  );
};

/** Virtual users of parts that went on at the same time: their least and greatest numbers are bounds of the whole's. */
const gaugesTogether = (name: string, phases: readonly PhaseSummary[]): MetricSummary => {
  const gauges = phases.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric?.type === 'gauge' ? [metric.values] : [];
  });
  const values = {
    value: sum(gauges.map(({ value }) => value)),
    min: sum(gauges.map(({ min }) => min)),
    max: sum(gauges.map(({ max }) => max)),
  };
  return { type: 'gauge', contains: 'default', values };
};

const mergeHistograms = (phases: readonly PhaseSummary[]): PhaseSummary['histograms'] =>
  Object.fromEntries(
    namesOf(phases, ({ histograms }) => histograms).flatMap((name) => {
      const trend = mergeTrends(phases.flatMap((phase) => trendOf(phase, name) ?? []));
      return trend === undefined ? [] : [[name, encodeTrend(trend)]];
    }),
  );

const mergeDetail = (
  parts: readonly Aligned<PhaseSummary>[],
): Pick<PhaseSummary, 'blocks' | 'marks' | 'waterfall'> => {
  const having = <T>(of: (phase: PhaseSummary) => T | undefined): readonly Aligned<T>[] =>
    parts.flatMap((part) => {
      const value = of(part.of);
      return value === undefined ? [] : [{ startMs: part.startMs, of: value }];
    });
  const blocks = having((phase) => phase.blocks);
  const marks = having((phase) => phase.marks);
  const waterfalls = having((phase) => phase.waterfall);
  return {
    ...(blocks.length > 0 && { blocks: mergeBlocks(blocks) }),
    ...(marks.length > 0 && { marks: mergeMarks(marks) }),
    ...(waterfalls.length > 0 && { waterfall: mergeWaterfalls(waterfalls.map(({ of }) => of)) }),
  };
};
