import { printableLine } from './printable.ts';
import { createStyle } from './style.ts';

export type LabelRow = readonly [label: string, value: string];

/** Labels in one column, values in the next; a value is one line, whatever it holds. Values are never broken: many are copied. */
export const labelRows = (
  rows: readonly LabelRow[],
  colour: boolean,
  { indent = 0, labelWidth = 10 }: { readonly indent?: number; readonly labelWidth?: number } = {},
): string => {
  const style = createStyle(colour);
  const margin = ' '.repeat(indent);
  return rows
    .map(
      ([label, value]) =>
        `${margin}${style('dim', label.padEnd(labelWidth))}  ${printableLine(value)}\n`,
    )
    .join('');
};
