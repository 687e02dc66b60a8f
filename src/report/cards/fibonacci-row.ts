import { shortenMiddle } from '../text/number-format.ts';
import { createStyle } from '../text/style.ts';
import type { CardRow } from './card.ts';

/** F(n), as much of it as a line holds, and how long it is. `value` is its digits, or a rounding such as `1.76e+83`. */
export const fibonacciRow = (
  pixels: number,
  value: string,
  { colour, columns }: { readonly colour: boolean; readonly columns: number },
): CardRow => {
  const exact = /^\d+$/.test(value);
  const remark = !exact
    ? 'rounded by the service'
    : value.length === 1
      ? '1 digit'
      : `${value.length} digits`;
  const room = Math.max(16, Math.min(columns, 100) - 14 - remark.length);
  return [`F(${pixels})`, `${shortenMiddle(value, room)}  ${createStyle(colour)('dim', remark)}`];
};
