import type { MetricSummary, PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import { formatBytes } from '../text/number-format.ts';

/** `✓ threshold met: warm: http_req_duration: p(95)<500ms (found 42.5 ms)`, or that it was crossed or not measured. */
export const thresholdLine = (result: ThresholdResult, phases: readonly PhaseSummary[]): string => {
  const { ok, phase, metric, expression, value } = result;
  const judged = `${phase === '' ? '' : `${phase}: `}${metric}: ${expression}`;
  const measured = phases.find(({ name }) => name === phase)?.metrics[metric];
  if (value === null) return `✗ threshold not measured: ${judged} (${whyNot(measured)})`;
  const found = `found ${valueText(measured, expression, value)}`;
  return `${ok ? '✓ threshold met' : '✗ threshold crossed'}: ${judged} (${found})`;
};

/** What to say on standard error when thresholds were not met: k6's sentence, and ours where there was nothing to judge. */
export const unmetThresholds = (results: readonly ThresholdResult[]): readonly string[] => {
  const namesOf = (some: readonly ThresholdResult[]) =>
    [...new Set(some.map(({ metric }) => metric))].join(', ');
  const crossed = results.filter(({ ok, value }) => !ok && value !== null);
  const unmeasured = results.filter(({ ok, value }) => !ok && value === null);
  return [
    ...(crossed.length === 0
      ? []
      : [`thresholds on metrics '${namesOf(crossed)}' have been crossed`]),
    ...(unmeasured.length === 0
      ? []
      : [`thresholds on metrics '${namesOf(unmeasured)}' could not be measured`]),
  ];
};

const whyNot = (metric: MetricSummary | undefined): string => {
  const count = metric?.type === 'trend' ? (metric.values['count'] ?? 0) : 0;
  return count === 0 ? 'no data' : `too few samples: ${count}`;
};

/** As much of the value as shows on which side of the limit it lies, in the unit of its metric. */
const valueText = (
  metric: MetricSummary | undefined,
  expression: string,
  value: number,
): string => {
  const perSecond = metric?.type === 'counter' && /^\s*rate\b/.test(expression) ? '/s' : '';
  const short = Number(value.toPrecision(6));
  if (metric?.contains === 'time' && !/^\s*count\b/.test(expression)) return `${short} ms`;
  if (metric?.contains === 'data') return formatBytes(value) + perSecond;
  if (metric?.type === 'rate' && expression.includes('%'))
    return `${Number((100 * value).toPrecision(6))} %`;
  return `${short}${perSecond}`;
};
