import type {
  BenchDocument,
  MetricSummary,
  PhaseSummary,
  ThresholdResult,
} from '../../bench/record/document.ts';

/**
 * The text of `--summary-export`: k6's shape, its inverted booleans included (true is a crossed threshold).
 * k6 knows one population a run. Of a run with several phases each metric is exported once a phase, as k6
 * exports a tag: `http_req_duration{phase:warm}`.
 */
export const renderSummaryExport = (
  { phases, thresholds }: Pick<BenchDocument, 'phases' | 'thresholds'>,
  trendStats: readonly string[],
): string => {
  const metrics = phases.flatMap((phase) => {
    const mine = thresholds.filter((result) => result.phase === phase.name);
    return Object.entries(phase.metrics).map(([name, metric]) => [
      phases.length === 1 ? name : withPhase(name, phase),
      { ...exported(metric, trendStats), ...crossings(name, mine) },
    ]);
  });
  return `${JSON.stringify({ root_group: rootGroup, metrics: Object.fromEntries(metrics) }, null, 4)}\n`;
};

/** The group that k6 puts around everything; its id is the MD5 of nothing. */
const rootGroup = {
  name: '',
  path: '',
  id: 'd41d8cd98f00b204e9800998ecf8427e',
  groups: {},
  checks: {},
};

const withPhase = (name: string, phase: PhaseSummary): string =>
  name.includes('{') ? name.replace('{', `{phase:${phase.name},`) : `${name}{phase:${phase.name}}`;

const exported = (metric: MetricSummary, trendStats: readonly string[]): object => {
  if (metric.type === 'rate') {
    const { rate, ...counts } = metric.values;
    return { value: rate, ...counts };
  }
  if (metric.type !== 'trend') return metric.values;
  const wanted = trendStats.filter((stat) => metric.values[stat] !== undefined);
  return Object.fromEntries(wanted.map((stat) => [stat, metric.values[stat]]));
};

const crossings = (name: string, results: readonly ThresholdResult[]): object => {
  const mine = results.filter(({ metric }) => metric === name);
  if (mine.length === 0) return {};
  return { thresholds: Object.fromEntries(mine.map(({ expression, ok }) => [expression, !ok])) };
};
