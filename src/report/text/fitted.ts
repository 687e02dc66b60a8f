import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './ansi.ts';

interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
}

/**
 * Text whose lines are broken at blanks where a terminal is too narrow, what follows set under the line's last column.
 * A word wider than the terminal stays whole, to be copied. Into files and pipes a line is a line.
 */
export const fitted = (text: string, { isTTY, columns }: Terminal): string =>
  isTTY
    ? text
        .split('\n')
        .map((line) => fittedLine(line, columns))
        .join('\n')
    : text;

/** A label, coloured or not, and the blanks after it; or a margin. */
const head = /^(?:.{0,30} {2}(?=\S))?/;

const fittedLine = (line: string, columns: number): string => {
  if (shownWidth(line) <= columns || line.includes('\t')) return line;
  const label = head.exec(line)?.[0] ?? '';
  const hang = Math.min(shownWidth(label), Math.floor(columns / 2));
  let used = shownWidth(label);
  let fit = label;
  let isFirst = true;
  for (const word of line.slice(label.length).split(' ')) {
    const width = shownWidth(word);
    const breaks = !isFirst && used + 1 + width > columns;
    fit += breaks ? `\n${' '.repeat(hang)}${word}` : `${isFirst ? '' : ' '}${word}`;
    used = (breaks ? hang : used + (isFirst ? 0 : 1)) + width;
    isFirst = false;
  }
  return fit;
};

const shownWidth = (text: string): number => textWidth(stripVTControlCharacters(text));
