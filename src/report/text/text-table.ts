import Table from 'cli-table3';
import { textWidth } from './ansi.ts';
import { wrap } from './flow.ts';

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
 * widest columns break their text; where even their words are too wide, each row is a paragraph.
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
  const room = width - indent - between * (count - 1);
  const words = columns.map((at) => Math.max(1, ...rows.map((row) => widestWord(row[at]))));
  if (sumOf(words) > room) return stacked(rows, indent, width);
  const table = new Table({
    chars: { ...noRules, middle: ' '.repeat(between) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    ...(Number.isFinite(width) && {
      colWidths: columnWidths(rows, words, room),
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

/** A longer one is cut, as a URL is, rather than turn the whole table. */
const longestWord = 12;

/** A figure and its unit are one word. */
const widestWord = ({ text }: TableCell = { text: '' }): number =>
  Math.min(
    longestWord,
    Math.max(...(textWidth(text) <= 8 ? [text] : text.split(' ')).map(textWidth)),
  );

const sumOf = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);

/** Each row but the first, the heads, as its first cell and under it the others with their heads. */
const stacked = (
  [heads = [], ...rows]: readonly (readonly TableCell[])[],
  indent: number,
  width: number,
): readonly string[] =>
  rows.flatMap(([first, ...others]) => {
    const paint = first?.paint ?? ((plain: string) => plain);
    const parts = others.flatMap(({ text }, at) =>
      text === '' ? [] : [`${heads[at + 1]?.text ?? ''} ${text}`.trim()],
    );
    return [
      ...wrap(first?.text ?? '', width, indent).map(paint),
      ...wrap(parts.join(', '), width, indent + 2),
    ];
  });

/** Takes from the widest column whose words allow it, again and again, until all fit. */
const columnWidths = (
  rows: readonly (readonly TableCell[])[],
  words: readonly number[],
  room: number,
): number[] => {
  const widths = words.map((least, at) =>
    Math.max(least, ...rows.map((row) => textWidth(row[at]?.text ?? ''))),
  );
  for (let over = sumOf(widths) - room; over > 0; over -= 1) {
    const spare = widths.map((width, at) => (width > (words[at] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
};
