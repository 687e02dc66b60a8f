import type { PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import { createPaint, type Paint } from '../text/ansi.ts';
import { hiddenWhenCompact, k6Metrics, k6Sections, labelOf } from './k6-metrics.ts';
import { thresholdLines } from './k6-thresholds.ts';
import { layOutMetrics } from './metric-layout.ts';
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
    const body = mine.map((entry) => {
      const margin = ' '.repeat(4 + entry.indent);
      return margin + write(entry, margin.length);
    });
    return body.length === 0 ? [] : [`    ${paint.bold(title)}`, ...body, ''];
  };
  return k6Sections.flatMap(lines);
};
