import type { MetricSummary, PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import type { Paint } from '../text/ansi.ts';
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
    const margin = nested ? '      ' : '    ';
    const results = thresholds.filter(({ metric }) => metric === name);
    return [
      margin + (nested ? name.slice(parentOf(name).length) : name),
      ...results.map((result) => margin + resultLine(phase.metrics[name], result, style, paint)),
      '',
    ];
  });
};

const resultLine = (
  metric: MetricSummary | undefined,
  { ok, expression, value }: ThresholdResult,
  style: SummaryStyle,
  paint: Paint,
): string => {
  const mark = ok ? paint.green('✓') : paint.red('✗');
  const aggregation = expression.split(/[=><!]/, 1)[0]?.trim() ?? '';
  const shown = shownValue(metric, aggregation, value, style);
  return `${mark} ${paint.white(`'${expression}'`)} ${paint.white(aggregation)}=${paint.cyan(shown)}`;
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
