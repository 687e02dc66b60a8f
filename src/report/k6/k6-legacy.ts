import type { PhaseSummary, ThresholdResult } from '../../bench/record/document.ts';
import { createPaint, type Paint } from '../text/ansi.ts';
import { k6Metrics, labelOf } from './k6-metrics.ts';
import { layOutMetrics } from './metric-layout.ts';
import type { SummaryStyle } from './summary-style.ts';

/**
 * One phase in the classic layout, as k6 printed it before version 1: one flat list by name, thresholds as a
 * mark in front. The lines are k6's to the byte but for blanks at their ends.
 */
export const renderLegacySummary = (
  phase: PhaseSummary,
  thresholds: readonly ThresholdResult[],
  style: SummaryStyle,
): string => {
  const paint = createPaint(style.colour);
  const entries = k6Metrics(phase, thresholds).map(({ name, metric }) => ({
    name,
    label: labelOf(name),
    indent: name.includes('{') ? 2 : 0,
    metric,
  }));
  const write = layOutMetrics(entries, { ...style, rates: 'marks' }, paint);
  return entries
    .map((entry) => {
      const mark = markOf(entry.name, thresholds, paint);
      return `   ${' '.repeat(entry.indent)}${mark} ${write(entry, 5 + entry.indent)}`;
    })
    .concat('')
    .join('\n');
};

const markOf = (name: string, thresholds: readonly ThresholdResult[], paint: Paint): string => {
  const mine = thresholds.filter(({ metric }) => metric === name);
  if (mine.length === 0) return ' ';
  return mine.every(({ ok }) => ok) ? paint.green('✓') : paint.red('✗');
};
