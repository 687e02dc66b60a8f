import { printableLine } from '../text/printable.ts';
import { createStyle } from '../text/style.ts';

export type CardRow = readonly [label: string, value: string];

/** Room for `written to`. */
const labelWidth = 10;

/** Labels in one column, values in the next. */
export const card = (rows: readonly CardRow[], colour: boolean): string => {
  const style = createStyle(colour);
  return `${rows.map(([label, value]) => `${style('dim', label.padEnd(labelWidth))}  ${printableLine(value)}`).join('\n')}\n`;
};
