import { formatCount } from '../../core/format-count.ts';
import { wrap } from '../text/flow.ts';
import { printableLine } from '../text/printable.ts';

interface VerifiedRun {
  readonly name: string;
  readonly checked: number;
  readonly differences: readonly {
    readonly at: string;
    readonly printed: string;
    readonly found: string;
  }[];
}

/** More say nothing that these do not. */
const mostShown = 20;

/** What a verification found, a difference a line. */
export const verificationText = (
  { name, checked, differences }: VerifiedRun,
  width: number,
): string => {
  const figures = `${formatCount(checked)} figures`;
  const shown = differences.slice(0, mostShown);
  const left = differences.length - shown.length;
  const lines =
    differences.length === 0
      ? [`${printableLine(name)}: ${figures} computed anew, all as they stand there.`]
      : [
          `${printableLine(name)}: of ${figures}, ${formatCount(differences.length)} do not fit.`,
          ...shown.map(({ at, printed, found }) =>
            printableLine(`${at}: ${shortened(printed)}, computed anew ${shortened(found)}`),
          ),
          ...(left > 0 ? [`and ${formatCount(left)} more (--json names all)`] : []),
        ];
  return lines
    .flatMap((line) => wrap(line, width, 0, 2))
    .join('\n')
    .concat('\n');
};

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
