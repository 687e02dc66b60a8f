import type { MetricSummary, PhaseSummary, ThresholdResult } from '../record/document.ts';
import type { PhaseRecorder } from '../record/phase-recorder.ts';
import { percentilesIn } from '../record/statistic-names.ts';
import type { Threshold, ThresholdOperator } from './threshold.ts';

/** What a threshold needs of a phase, finished or still running. */
export interface JudgedPhase {
  readonly name: string;
  /** Requests begun. */
  readonly started: number;
  metric(name: string): MetricSummary | undefined;
}

/** A finished phase as thresholds see it. */
export const judgedPhase = ({ name, classes, metrics }: PhaseSummary): JudgedPhase => ({
  name,
  started: classes.started,
  metric: (key) => metrics[key],
});

/** A phase that still runs. */
export const judgedSoFar = (
  name: string,
  recorder: Pick<PhaseRecorder, 'metric' | 'snapshot'>,
): JudgedPhase => ({
  name,
  started: recorder.snapshot().classes.started,
  metric: recorder.metric,
});

/** How often thresholds that may end a run are looked at while it goes, as in k6. */
export const thresholdCheckMs = 2000;

/** The percentiles that trends must hold for these thresholds to be judged. */
export const percentilesOf = (thresholds: readonly Threshold[]): readonly number[] =>
  percentilesIn(thresholds.map(({ aggregation }) => aggregation));

/**
 * Judges every threshold on every phase that it is for. No data fails, where k6 would pass. A threshold on a
 * sub-population, such as `{start:cold}`, skips phases without one as long as some phase has it.
 */
export const evaluateThresholds = (
  thresholds: readonly Threshold[],
  phases: readonly JudgedPhase[],
): readonly ThresholdResult[] =>
  thresholds.flatMap((threshold) => {
    const named = phases.filter(({ name }) => (threshold.phase ?? name) === name);
    const withData = named.filter((phase) => measured(threshold, phase) !== null);
    const judged = threshold.metric.includes('{') && withData.length > 0 ? withData : named;
    if (judged.length === 0) return [result(threshold, threshold.phase ?? '', null)];
    return judged.map((phase) => result(threshold, phase.name, measured(threshold, phase)));
  });

/** The crossed thresholds that end a running phase now. No data yet is no reason to. */
export const abortingThresholds = (
  thresholds: readonly Threshold[],
  phase: JudgedPhase,
  elapsedMs: number,
): readonly ThresholdResult[] =>
  thresholds
    .filter((one) => one.abortOnFail && elapsedMs >= one.delayAbortEvalMs)
    .filter((one) => (one.phase ?? phase.name) === phase.name)
    .map((one) => result(one, phase.name, measured(one, phase)))
    .filter(({ ok, value }) => !ok && value !== null);

const result = (threshold: Threshold, phase: string, value: number | null): ThresholdResult => {
  const { metric, expression, operator, limit } = threshold;
  return { metric, expression, ok: value !== null && holds[operator](value, limit), value, phase };
};

const holds = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '===': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
} as const satisfies Record<ThresholdOperator, (value: number, limit: number) => boolean>;

/** The value that a threshold judges; null where nothing was counted or measured. */
const measured = (threshold: Threshold, phase: JudgedPhase): number | null => {
  if (!hasEvidence(threshold.metric, phase)) return null;
  const metric = phase.metric(threshold.metric);
  if (metric === undefined) {
    // A counter that nothing counted is left out of a phase: it is zero, if there were requests at all.
    return threshold.type === 'counter' && phase.started > 0 ? 0 : null;
  }
  if (metric.type === 'rate' && metric.values.passes + metric.values.fails === 0) return null;
  if (metric.type === 'trend' && metric.values['count'] === 0) return null;
  const values: Readonly<Record<string, number>> = { ...metric.values };
  return values[threshold.aggregation] ?? null;
};

/** None of an unknown start is not zero cold starts: without evidence on any request there is nothing to judge. */
const hasEvidence = (metric: string, phase: JudgedPhase): boolean => {
  const count = (name: string) => {
    const found = phase.metric(name);
    return found?.type === 'counter' ? found.values.count : 0;
  };
  const ofStart = metric === 'cold_starts' || /\bstart:(cold|warm)\b/.test(metric);
  const ofOutcome = /\boutcome:(stored|fetched)\b/.test(metric);
  const ended = count('http_reqs');
  const isTold = (axis: string) => ended === 0 || count(`http_reqs{${axis}:unknown}`) < ended;
  return (!ofStart || isTold('start')) && (!ofOutcome || isTold('outcome'));
};
