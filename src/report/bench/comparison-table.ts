import type { Comparison, ComparisonRow } from '../../bench/record/document.ts';
import { formatShare, formatTime, type TimeUnit } from '../k6/k6-format.ts';
import { titleLines } from '../k6/k6-summary.ts';
import { createPaint, type Paint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { alignTable, cell, type TableCell } from '../text/text-table.ts';

export interface ComparisonStyle {
  readonly colour: boolean;
  readonly width: number;
  readonly timeUnit?: TimeUnit;
}

/** Two phases side by side, and what their ratios mean. Fits 80 columns. */
export const renderComparison = (comparison: Comparison, style: ComparisonStyle): string => {
  const paint = createPaint(style.colour);
  const { first, second, rows, notes } = comparison;
  const header = ['', first, second, `${second}/${first}`, 'within this run'];
  const withIntervals = rows.some(({ interval }) => interval !== null);
  const body = rows.map((row) => rowCells(row, style, paint));
  const shown = [header.map((text) => cell(text, paint.bold)), ...body];
  const columns = withIntervals ? 5 : 4;
  const sentences = [...(withIntervals ? [intervalNote] : []), ...notes];
  return [
    ...titleLines(`${first.toUpperCase()} AGAINST ${second.toUpperCase()}`, paint),
    ...alignTable(
      shown.map((row) => row.slice(0, columns)),
      4,
      2,
    ),
    '',
    ...headline(comparison, style).flatMap((text) => wrap(text, style.width).map(paint.bold)),
    ...sentences.flatMap((text) => wrap(text, style.width)),
    '',
  ].join('\n');
};

const intervalNote =
  'Within this run: 95 % interval of the ratio by block bootstrap. It says nothing about other runs.';

const labels = new Map([['cold_starts', 'cold starts']]);

const rowCells = (
  row: ComparisonRow,
  style: ComparisonStyle,
  paint: Paint,
): readonly TableCell[] => [
  cell(labels.get(row.measure) ?? row.measure),
  cell(formatFigure(row.first, row.unit, style.timeUnit), paint.cyan),
  cell(formatFigure(row.second, row.unit, style.timeUnit), paint.cyan),
  cell(row.ratio === null ? '-' : `${formatRatio(row.ratio)} x`, paint.bold),
  cell(row.interval === null ? '' : row.interval.map(formatRatio).join(' to '), paint.faint),
];

const formatFigure = (
  value: number | null,
  unit: ComparisonRow['unit'],
  timeUnit: TimeUnit | undefined,
): string => {
  if (value === null) return '-';
  if (unit === 'ms') return formatTime(value, timeUnit);
  if (unit === 'per-second') return `${value.toFixed(2)}/s`;
  return unit === 'ratio' ? formatShare(value) : String(value);
};

/** Three significant digits. */
const formatRatio = (ratio: number): string =>
  ratio === 0 || ratio >= 1000 ? ratio.toFixed(0) : ratio.toPrecision(3);

/** What one reads first: by how much the median moved, in words. */
const headline = ({ second, rows }: Comparison, style: ComparisonStyle): readonly string[] => {
  const row = rows.find(({ measure }) => measure === 'med');
  if (!row || row.first === null || row.second === null || !row.ratio) return [];
  const moved = `${formatTime(row.first, style.timeUnit)} to ${formatTime(row.second, style.timeUnit)}`;
  const [word, times] = row.ratio < 1 ? ['faster', 1 / row.ratio] : ['slower', row.ratio];
  const how = times < 1.005 ? 'as fast' : `${times.toFixed(2)} times ${word}`;
  return [`At the median ${second} is ${how}: ${moved}.`];
};
