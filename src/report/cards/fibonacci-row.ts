import type { LabelRow } from '../text/label-rows.ts';
import { shortenMiddle } from '../text/number-format.ts';
import { createStyle } from '../text/style.ts';

/** F(n), as much of it as a terminal's line holds, and how long it is. `value` is its digits, or a rounding such as `1.76e+83`. */
export const fibonacciRow = (
  pixels: number,
  value: string,
  { colour, columns }: { readonly colour: boolean; readonly columns: number | undefined },
): LabelRow => {
  const exact = /^\d+$/.test(value);
  const remark = !exact
    ? 'rounded by the service'
    : value.length === 1
      ? '1 digit'
      : `${value.length} digits`;
  const shown =
    columns === undefined
      ? value
      : shortenMiddle(value, Math.max(16, Math.min(columns, 100) - 14 - remark.length));
  return [`F(${pixels})`, `${shown}  ${createStyle(colour)('dim', remark)}`];
};
