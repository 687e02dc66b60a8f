import type { MetricSummary, PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import type { Paint } from '../text/ansi.ts';
import { flow, wrap } from '../text/flow.ts';
import { formatShare, formatValue } from './k6-format.ts';
import { compareNames, parentOf } from './k6-metrics.ts';
import type { SummaryStyle } from './summary-style.ts';

/** The lines of k6's THRESHOLDS section, an empty one after each metric. */
export const thresholdLines = (
  phase: PhaseSummary,
  thresholds: readonly ThresholdResult[],
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const names = [...new Set(thresholds.map(({ metric }) => metric))].sort(compareNames);
  return names.flatMap((name) => {
    const nested = name !== parentOf(name) && names.includes(parentOf(name));
    const margin = nested ? 6 : 4;
    const results = thresholds.filter(({ metric }) => metric === name);
    return [
      ...wrap(nested ? name.slice(parentOf(name).length) : name, style.width, margin),
      ...results.flatMap((result) =>
        resultLines(phase.metrics[name], result, style, paint, margin),
      ),
      '',
    ];
  });
};

const resultLines = (
  metric: MetricSummary | undefined,
  { ok, expression, value }: ThresholdResult,
  style: SummaryStyle,
  paint: Paint,
  margin: number,
): readonly string[] => {
  const mark = ok ? paint.green('✓') : paint.red('✗');
  const aggregation = expression.split(/[=><!]/, 1)[0]?.trim() ?? '';
  const shown = shownValue(metric, aggregation, value, style);
  const [first = '', ...others] = flow(
    [
      { text: ok ? '✓' : '✗', shown: mark },
      { text: `'${expression}'`, shown: paint.white(`'${expression}'`) },
      {
        text: `${aggregation}=${shown}`,
        shown: `${paint.white(aggregation)}=${paint.cyan(shown)}`,
      },
    ],
    { width: style.width, first: margin, hang: margin + 2 },
  );
  return [' '.repeat(margin) + first, ...others];
};

const shownValue = (
  metric: MetricSummary | undefined,
  aggregation: string,
  value: number | null,
  style: SummaryStyle,
): string => {
  if (value === null || metric === undefined) return 'no data';
  if (metric.type === 'rate') return formatShare(value);
  const text = formatValue(value, metric.contains, style.timeUnit);
  return metric.type === 'counter' && aggregation === 'rate' ? `${text}/s` : text;
};
