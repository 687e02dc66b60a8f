import type { RoundSummary } from '../../bench/record/document.ts';
import type { MatrixEffect } from '../../bench/record/effect.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { timeText } from './time-text.ts';

/** The medians of the four populations that the cells of `--matrix` are named after: the differences are made of them. */
export const renderMatrix = (
  { cells }: MatrixEffect,
  rounds: readonly RoundSummary[],
  { colour, timeUnit }: SummaryStyle,
): string => {
  const paint = createPaint(colour);
  const time = (ms: number) => cell(timeText(ms, timeUnit), paint.cyan);
  const number = Math.max(1, ...rounds.map(({ round }) => round));
  const title = number === 1 ? 'p50' : `mean of the p50 of ${number} rounds`;
  return alignTable(
    [
      [cell(title), cell('image missing', paint.bold), cell('image stored', paint.bold)],
      [cell('cold start'), time(cells['cold-empty']), time(cells['cold-filled'])],
      [cell('warm start'), time(cells['warm-empty']), time(cells['warm-filled'])],
    ],
    0,
    3,
  ).join('\n');
};
