import type { MatrixEffect } from '../../bench/record/effect.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { timeText } from './time-text.ts';

/** The medians of the four populations that the cells of `--matrix` are named after. */
export const renderMatrix = (
  { cells }: MatrixEffect,
  { colour, timeUnit }: SummaryStyle,
): string => {
  const paint = createPaint(colour);
  const time = (ms: number) => cell(timeText(ms, timeUnit), paint.cyan);
  return alignTable(
    [
      [cell('p50'), cell('image missing', paint.bold), cell('image stored', paint.bold)],
      [cell('cold start'), time(cells['cold-empty']), time(cells['cold-filled'])],
      [cell('warm start'), time(cells['warm-empty']), time(cells['warm-filled'])],
    ],
    0,
    3,
  ).join('\n');
};
