import type { MetricSummary, PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import { createPaint, type Paint } from '../text/ansi.ts';
import { hiddenWhenCompact, k6Metrics, k6Sections, labelOf } from './k6-metrics.ts';
import { thresholdLines } from './k6-thresholds.ts';
import { layOutMetrics, type MetricEntry } from './metric-layout.ts';
import type { SummaryStyle } from './summary-style.ts';

/** A section's title as k6 2 prints it, and the empty line under it. */
export const titleLines = (title: string, paint: Paint): readonly string[] => [
  `  █ ${paint.bold(title)}`,
  '',
];

/**
 * One phase in the layout of k6 2.2, compact or full. The lines are k6's to the byte but for blanks at
 * their ends, which k6 leaves and this cuts.
 */
export const renderK6Summary = (
  phase: PhaseSummary,
  thresholds: readonly ThresholdResult[],
  style: SummaryStyle,
): string => {
  const paint = createPaint(style.colour);
  const crossed = thresholdLines(phase, thresholds, style, paint);
  return [
    ...(crossed.length === 0 ? [] : [...titleLines('THRESHOLDS', paint), ...crossed, '']),
    ...titleLines('TOTAL RESULTS', paint),
    ...checkLines(phase, style, paint),
    ...metricLines(phase, thresholds, style, paint),
  ].join('\n');
};

const metricLines = (
  phase: PhaseSummary,
  thresholds: readonly ThresholdResult[],
  style: SummaryStyle,
  paint: Paint,
): readonly string[] => {
  const entries = k6Metrics(phase, thresholds)
    .filter(({ name }) => style.mode === 'full' || !hiddenWhenCompact.has(name))
    .map(({ name, section, metric }) => ({
      section,
      label: labelOf(name),
      indent: name.includes('{') ? 2 : 0,
      metric,
    }));
  const write = layOutMetrics(entries, { ...style, rates: 'out-of' }, paint);
  const lines = ({ title }: { readonly title: string }) => {
    const mine = entries.filter(({ section }) => section === title);
    const body = mine.map((entry) => `    ${' '.repeat(entry.indent)}${write(entry)}`);
    return body.length === 0 ? [] : [`    ${paint.bold(title)}`, ...body, ''];
  };
  return k6Sections.flatMap(lines);
};

/** The checks in numbers, with widths of their own, as in k6. */
const checkLines = (phase: PhaseSummary, style: SummaryStyle, paint: Paint): readonly string[] => {
  const checks = phase.metrics['checks'];
  if (checks?.type !== 'rate') return [];
  const { passes, fails } = checks.values;
  const total = passes + fails;
  const perSecond = phase.durationMs === 0 ? 0 : total / (phase.durationMs / 1000);
  const entry = (label: string, metric: MetricSummary): MetricEntry => ({
    label,
    indent: 0,
    metric,
  });
  const entries = [
    entry('checks_total', {
      type: 'counter',
      contains: 'default',
      values: { count: total, rate: perSecond },
    }),
    entry('checks_succeeded', shareOf(passes, fails)),
    entry('checks_failed', shareOf(fails, passes)),
  ];
  const write = layOutMetrics(entries, { ...style, rates: 'out-of' }, paint);
  return [...entries.map((line) => `    ${write(line)}`), ''];
};

const shareOf = (passes: number, fails: number): MetricSummary => ({
  type: 'rate',
  contains: 'default',
  values: { rate: passes + fails === 0 ? 0 : passes / (passes + fails), passes, fails },
});
