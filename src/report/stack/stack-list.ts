import type { StackSummary } from '../../core/stack/stack-facts.ts';
import { labelRows } from '../text/label-rows.ts';
import { printableLine } from '../text/printable.ts';
import { createStyle } from '../text/style.ts';
import { statusText } from './stack-status-text.ts';

/** Stacks one under the other, each with what was found in it. */
export const stackList = (stacks: readonly StackSummary[], colour: boolean): string => {
  const style = createStyle(colour);
  return stacks
    .map(({ name, status, functionName, functionUrl, table, bucket }) => {
      const rows = [
        ['status', statusText(status, style)],
        ['function', functionName],
        ['url', functionUrl],
        ['table', table],
        ['bucket', bucket],
      ] as const;
      const text = labelRows(
        rows.map(([label, value]) => [label, value ?? '-'] as const),
        colour,
        { indent: 2, labelWidth: 8 },
      );
      return `${style('bold', printableLine(name))}\n${text}`;
    })
    .join('\n');
};
