import type { Reasons } from '../../bench/lab/reasons.ts';
import { formatCount } from '../../core/format-count.ts';
import { createPaint } from '../text/ansi.ts';
import { printableLine } from '../text/printable.ts';
import { alignTable, cell } from '../text/text-table.ts';

export interface LabStyle {
  readonly width: number;
  readonly colour: boolean;
}

export interface LabParts {
  readonly title: string;
  readonly tables: readonly (readonly string[])[];
  readonly notes: readonly string[];
  readonly conclusion: readonly string[];
}

/** Lines of a table under faint heads. */
export const tableOf = (
  [heads = [], ...rows]: readonly (readonly string[])[],
  { width, colour }: LabStyle,
): readonly string[] => {
  const { faint } = createPaint(colour);
  const cells = [
    heads.map((head) => cell(head, faint)),
    ...rows.map((row) => row.map((text) => cell(text))),
  ];
  return alignTable(cells, 2, 2, width);
};

/** `12 throttled (CallerRateLimitExceeded), 1 timeout` */
export const reasonsText = (reasons: Reasons): string =>
  reasons
    .map(({ class: name, reason, count }) => {
      const why = reason === null ? '' : ` (${printableLine(reason)})`;
      return `${formatCount(count)} ${name.replace('_', ' ')}${why}`;
    })
    .join(', ');

/** Of a share that is an estimate: none is known to be nothing or all. */
export const percent = (share: number): string => {
  if (share < 0.005) return 'under 1 %';
  return share >= 0.995 ? 'over 99 %' : `${Math.round(share * 100)} %`;
};
