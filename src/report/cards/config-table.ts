import { printableLine } from '../text/printable.ts';
import { createStyle } from '../text/style.ts';

interface ConfigRow {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

const originColumn = 46;

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
      Math.max(used + 2, originColumn) + origin.length <= columns
        ? ' '.repeat(Math.max(2, originColumn - used))
        : `\n${' '.repeat(keyWidth + 2)}`;
    return `${start}${gap}${style('dim', origin)}`;
  });
  return `${lines.join('\n')}\n`;
};
