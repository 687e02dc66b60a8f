import type {
  BenchDocument,
  MetricSummary,
  PhaseSummary,
  ThresholdResult,
} from '../../bench/record/document.ts';
import type { TimeUnit } from './k6-format.ts';

/** A run's phases, and the metrics of all of them together. */
interface ExportedRun extends Pick<BenchDocument, 'phases' | 'thresholds'> {
  readonly metrics: PhaseSummary['metrics'];
}

/**
 * The text of `--summary-export`: k6's shape, its inverted booleans included (true is a crossed threshold).
 * Under k6's names are the metrics of the whole run; of a run with several phases each metric is there once a phase
 * as well, as k6 exports a tag: `http_req_duration{phase:warm}`.
 */
export const renderSummaryExport = (run: ExportedRun, trendStats: readonly string[]): string => {
  const metrics = exportedMetrics(run, (metric, results) => ({
    ...legacyValues(metric, trendStats),
    ...thresholdsOf(results, (ok) => !ok),
  }));
  const root = { ...rootGroup, groups: {}, checks: {} };
  return `${JSON.stringify({ root_group: root, metrics }, null, 4)}\n`;
};

export interface SummaryDataOptions {
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  readonly noColour: boolean;
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY: boolean;
}

/** The text of `--summary-data`: what k6 hands to a script's `handleSummary(data)`, as JSON. */
export const renderSummaryData = (
  run: ExportedRun,
  { trendStats, timeUnit, noColour, stdoutIsTTY, stderrIsTTY }: SummaryDataOptions,
): string => {
  const metrics = exportedMetrics(run, (metric, results) => ({
    type: metric.type,
    contains: metric.contains,
    values: metric.type === 'trend' ? wanted(metric.values, trendStats) : metric.values,
    ...thresholdsOf(results, (ok) => ({ ok })),
  }));
  const data = {
    root_group: { ...rootGroup, groups: [], checks: [] },
    options: { summaryTrendStats: trendStats, summaryTimeUnit: timeUnit ?? '', noColor: noColour },
    state: {
      isStdOutTTY: stdoutIsTTY,
      isStdErrTTY: stderrIsTTY,
      testRunDurationMs: run.phases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    },
    metrics,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
};

/** The group that k6 puts around everything; its id is the MD5 of nothing. */
const rootGroup = { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e' };

const exportedMetrics = (
  { phases, thresholds, metrics }: ExportedRun,
  shape: (metric: MetricSummary, results: readonly ThresholdResult[]) => object,
): object => {
  const of = (name: string, phase?: PhaseSummary) =>
    thresholds.filter(
      (result) => result.metric === name && (phase?.name ?? result.phase) === result.phase,
    );
  const ofRun = Object.entries(metrics).map(([name, metric]) => [name, shape(metric, of(name))]);
  const ofPhases = phases.flatMap((phase) =>
    Object.entries(phase.metrics).map(([name, metric]) => [
      withPhase(name, phase),
      shape(metric, of(name, phase)),
    ]),
  );
  return Object.fromEntries(phases.length === 1 ? ofRun : [...ofRun, ...ofPhases]);
};

const withPhase = (name: string, phase: PhaseSummary): string =>
  name.includes('{') ? name.replace('{', `{phase:${phase.name},`) : `${name}{phase:${phase.name}}`;

const legacyValues = (metric: MetricSummary, trendStats: readonly string[]): object => {
  if (metric.type === 'rate') {
    const { rate, ...counts } = metric.values;
    return { value: rate, ...counts };
  }
  return metric.type === 'trend' ? wanted(metric.values, trendStats) : metric.values;
};

const wanted = (values: Readonly<Record<string, number>>, stats: readonly string[]): object =>
  Object.fromEntries(
    stats.flatMap((stat) => (values[stat] === undefined ? [] : [[stat, values[stat]]])),
  );

/** A threshold judged on several phases holds when it holds on all of them. */
const thresholdsOf = (
  results: readonly ThresholdResult[],
  shape: (ok: boolean) => unknown,
): object => {
  if (results.length === 0) return {};
  const expressions = [...new Set(results.map(({ expression }) => expression))];
  const judged = expressions.map((expression) => [
    expression,
    shape(results.every((result) => result.ok || result.expression !== expression)),
  ]);
  return { thresholds: Object.fromEntries(judged) };
};
