import Table from 'cli-table3';
import { textWidth } from './ansi.ts';

/** A cell: its text, and how it is shown once its width is known. */
interface TableCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export const cell = (text: string, paint?: TableCell['paint']): TableCell =>
  paint === undefined ? { text } : { text, paint };

const noRules = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((part) => [side + part, '']),
  ),
);

/**
 * Lines of a table without rules: columns to the right but those named in `left`. Where it is wider than `width`, the
 * widest columns break their text.
 */
export const alignTable = (
  rows: readonly (readonly TableCell[])[],
  indent: number,
  between: number,
  width = Number.POSITIVE_INFINITY,
  left: readonly number[] = [0],
): readonly string[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, at) => at);
  const table = new Table({
    chars: { ...noRules, middle: ' '.repeat(between) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    ...(Number.isFinite(width) && {
      colWidths: columnWidths(rows, columns, width - indent - between * (count - 1)),
    }),
    colAligns: columns.map((at) => (left.includes(at) ? 'left' : 'right')),
    wordWrap: true,
  });
  for (const row of rows) {
    table.push(columns.map((at) => shown(row[at] ?? { text: '' })));
  }
  const margin = ' '.repeat(indent);
  return rows.length === 0
    ? []
    : table
        .toString()
        .split('\n')
        .map((line) => (margin + line).trimEnd());
};

const shown = ({ text, paint = (plain) => plain }: TableCell): string =>
  text === '' ? '' : paint(text);

const columnWidths = (
  rows: readonly (readonly TableCell[])[],
  columns: readonly number[],
  room: number,
): number[] =>
  fitInto(
    room,
    columns.map((at) => Math.max(...rows.map((row) => textWidth(row[at]?.text ?? '')))),
  );

const narrowest = 4;

/** Takes from the widest column, again and again, until all fit or none can give any more. */
const fitInto = (room: number, natural: readonly number[]): number[] => {
  const widths = natural.map((width) => Math.max(1, width));
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
};
