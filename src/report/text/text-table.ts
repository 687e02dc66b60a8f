import { gap } from './ansi.ts';

/** A cell: its text, and how it is shown once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export const cell = (text: string, paint?: Cell['paint']): Cell =>
  paint === undefined ? { text } : { text, paint };

/** Lines of a table without rules: the first column to the left, all others to the right. */
export const alignTable = (
  rows: readonly (readonly Cell[])[],
  indent: number,
  between: number,
): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => [...(row[at]?.text ?? '')].length)),
  );
  return rows.map((row) => {
    const shown = row.map(({ text, paint = (plain) => plain }, at) => {
      const fill = gap(text, widths[at] ?? 0);
      return at === 0 ? paint(text) + fill : fill + paint(text);
    });
    return (' '.repeat(indent) + shown.join(' '.repeat(between))).trimEnd();
  });
};
