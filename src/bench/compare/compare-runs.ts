import { FibimgError } from '../../core/error.ts';
import { holm } from '../ranks/holm.ts';
import { standardDeviation } from '../ranks/power.ts';
import { pairedRatio, type Ratio, unpairedRatio } from '../ranks/ratio.ts';
import type { BenchDocument } from '../record/document.ts';
import { medianOf } from '../record/round-recorder.ts';
import type {
  CompareDocument,
  MetricComparison,
  QuantileDifference,
  Side,
} from './compare-document.ts';
import { failureNotes, oddityNotes, taintNotes } from './compare-notes.ts';
import { type DesignedRuns, startOf } from './design.ts';
import { requireLikeScenarios, unlikeEnvironments } from './likeness.ts';
import { differencesOf, type Logs } from './logs.ts';
import { type AskedMetric, parseRunMetric } from './parse-run-metric.ts';
import { findMetric, metricName, metricOf, type RunMetric, shownMetrics } from './run-metric.ts';
import { varianceTable } from './variance.ts';
import { verdictOn } from './verdict.ts';

export interface CompareOptions {
  /** The primary metric; the median of the largest telling population, or the duet's own, where it is not given. */
  readonly metric: AskedMetric | undefined;
  /** As a share: 0.03 for 3 %. */
  readonly tolerance: number;
  /** Whether data that were not made as pairs may gate. */
  readonly acceptSequential: boolean;
  readonly labels: readonly [base: string, changed: string];
}

/** The differences between two sides, and the verdict on the primary one. */
export const compareRuns = (runs: DesignedRuns, options: CompareOptions): CompareDocument => {
  const { base, changed, design } = runs;
  const all = [...base, ...changed];
  requireRuns(runs);
  requireLikeScenarios(all);
  const primary = primaryMetric(all, options.metric);
  const main = compareMetric(runs, primary, all);
  if (main === undefined) throw tooFew(primary, all);
  const others = shownMetrics(all)
    .filter((metric) => metricName(metric, all) !== main.metric)
    .flatMap((metric) => compareMetric(runs, metric, all) ?? []);
  const adjusted = holm(others.map(({ p }) => p));
  const logs = logsOf(runs, primary);
  const deviation = logs === undefined ? undefined : deviationOf(logs);
  return {
    schemaVersion: 1,
    base: sideOf(options.labels[0], base, primary),
    new: sideOf(options.labels[1], changed, primary),
    design,
    tolerance: options.tolerance,
    primary: main,
    others: others.map((other, at) => ({ ...other, adjustedP: adjusted[at] ?? 1 })),
    verdict: verdictOn(main, { ...options, design, deviation }),
    quantiles: quantilesOf(runs, primary),
    variance: deviation === undefined ? null : varianceTable([base, changed], primary, deviation),
    unlike: unlikeEnvironments(base, changed),
    notes: [
      ...taintNotes(all),
      ...failureNotes(base, changed),
      ...(logs === undefined ? [] : oddityNotes(logs)),
    ],
  };
};

const requireRuns = ({ base, changed, design }: DesignedRuns): void => {
  if (base.length > 0 && changed.length > 0) return;
  const why =
    design.pilotPairs > 0
      ? `${design.pilotPairs} pilot pairs are there, and those never enter a verdict`
      : 'a pair has one whole run of each arm';
  throw new FibimgError('refused', 'there is no whole pair to compare', { why });
};

const primaryMetric = (
  all: readonly BenchDocument[],
  asked: AskedMetric | undefined,
): RunMetric => {
  const declared = all[0]?.duet?.primary;
  const wanted = asked ?? (declared === undefined ? undefined : parseRunMetric(declared));
  const found = findMetric(all, wanted ?? { percent: 50 });
  if (found !== undefined) return found;
  const known = shownMetrics(all).map((metric) => metricName(metric, all));
  throw new FibimgError('usage', 'not every run has the metric that is to be compared', {
    why:
      known.length === 0
        ? 'the runs have no samples in common'
        : `all of them have ${known.join(', ')}`,
    hint: known[0] === undefined ? 'see that requests end well at all' : `--metric '${known[0]}'`,
  });
};

const tooFew = (metric: RunMetric, runs: readonly BenchDocument[]): FibimgError => {
  const lower = metricName({ ...metric, percent: 50 }, runs);
  return new FibimgError(
    'refused',
    `some runs have too few samples for ${metricName(metric, runs)}`,
    {
      hint:
        metric.percent > 50 ? `run longer, or --metric '${lower}'` : 'run longer, with --duration',
    },
  );
};

/** The values of a metric as logarithms; undefined where a run has none. */
const logsOf = ({ base, changed, design }: DesignedRuns, metric: RunMetric): Logs | undefined => {
  const values = [base, changed].map((runs) => runs.map((run) => metricOf(run, metric)));
  const [ones = [], others = []] = values.map((side) =>
    side.flatMap((value) => (value === undefined ? [] : [Math.log(value)])),
  );
  if (ones.length < base.length || others.length < changed.length) return undefined;
  return { base: ones, changed: others, paired: design.pairs !== null };
};

const ratioOf = (logs: Logs): Ratio =>
  logs.paired ? pairedRatio(differencesOf(logs)) : unpairedRatio(logs.base, logs.changed);

/** Of the log ratio of a pair, or of one run of each side; undefined where nothing repeats. */
const deviationOf = (logs: Logs): number | undefined => {
  if (Math.min(logs.base.length, logs.changed.length) < 2) return undefined;
  return logs.paired
    ? standardDeviation(differencesOf(logs))
    : Math.hypot(standardDeviation(logs.base), standardDeviation(logs.changed));
};

const compareMetric = (
  runs: DesignedRuns,
  metric: RunMetric,
  all: readonly BenchDocument[],
): MetricComparison | undefined => {
  const logs = logsOf(runs, metric);
  if (logs === undefined) return undefined;
  return {
    metric: metricName(metric, all),
    base: Math.exp(medianOf(logs.base)),
    new: Math.exp(medianOf(logs.changed)),
    ...ratioOf(logs),
    adjustedP: null,
    runs: [logs.base.length, logs.changed.length],
  };
};

const percents = [10, 25, 50, 75, 90, 95, 99];

const quantilesOf = (runs: DesignedRuns, metric: RunMetric): readonly QuantileDifference[] =>
  percents.flatMap((percent) => {
    const logs = logsOf(runs, { ...metric, percent });
    if (logs === undefined) return [];
    const { ratio, interval } = ratioOf(logs);
    const [base, changed] = [logs.base, logs.changed].map((side) => Math.exp(medianOf(side)));
    return [{ percent, base: base ?? 0, new: changed ?? 0, ratio, interval }];
  });

const sideOf = (label: string, runs: readonly BenchDocument[], metric: RunMetric): Side => ({
  label,
  runs: runs.map((run) => ({
    runId: run.runId ?? null,
    startedAt: startOf(run),
    pair: run.duet?.pair ?? null,
    value: metricOf(run, metric) ?? null,
  })),
});
