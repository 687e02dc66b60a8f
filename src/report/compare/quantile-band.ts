import type { QuantileDifference } from '../../bench/compare/compare-document.ts';
import { gap } from '../text/ansi.ts';
import { intervalText } from './verdict-sentence.ts';

/** Columns under which a drawing tells nothing. */
const narrowest = 10;

/** The difference percentile by percentile, each with its own 95 % interval, drawn around no difference. */
export const renderQuantiles = (
  quantiles: readonly QuantileDifference[],
  width: number,
): readonly string[] => {
  if (quantiles.length === 0) return [];
  const ends = quantiles.flatMap(({ ratio, interval }) => [ratio, ...(interval ?? [])]);
  const [from, to] = [Math.min(1, ...ends), Math.max(1, ...ends)].map(Math.log);
  const room = width - 36;
  const at = (ratio: number): number => {
    const span = (to ?? 0) - (from ?? 0);
    return span === 0 ? 0 : Math.round(((room - 1) * (Math.log(ratio) - (from ?? 0))) / span);
  };
  return quantiles.map(({ percent, ratio, interval }) => {
    const label = `p${percent}`.padEnd(6);
    const text = intervalText(interval);
    const figures = `${label}${ratio.toFixed(3)}  ${text}`;
    if (room < narrowest) return figures;
    const line: string[] = new Array(room).fill(' ');
    line[at(1)] = '|';
    if (interval !== null) {
      for (let place = at(interval[0]); place <= at(interval[1]); place += 1) {
        line[place] = place === at(1) ? '+' : '-';
      }
    }
    line[at(ratio)] = 'x';
    return `${figures}${gap(text, 17)}   ${line.join('')}`.trimEnd();
  });
};
