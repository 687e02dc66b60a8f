import { printableLine } from '../text/printable.ts';
import { createStyle } from '../text/style.ts';

interface ConfigRow {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

/** Three columns; a row too wide for the terminal puts its origin on a line of its own. */
export const configTable = (
  rows: readonly ConfigRow[],
  { colour, columns }: { readonly colour: boolean; readonly columns: number },
): string => {
  const style = createStyle(colour);
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const lines = rows.map((row) => {
    const { key } = row;
    const [value, origin] = [printableLine(row.value), printableLine(row.origin)];
    const start = `${style('bold', key.padEnd(keyWidth))}  ${value}`;
    const used = keyWidth + 2 + value.length;
    const gap =
      used + 2 + origin.length <= columns
        ? ' '.repeat(Math.max(2, Math.min(columns - origin.length, 46) - used))
        : `\n${' '.repeat(keyWidth + 2)}`;
    return `${start}${gap}${style('dim', origin)}`;
  });
  return `${lines.join('\n')}\n`;
};
