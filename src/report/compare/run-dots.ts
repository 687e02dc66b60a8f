import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import { timeText } from '../bench/time-text.ts';
import { gap } from '../text/ansi.ts';

/** Places on a line for values, by their logarithms. */
const axisOf = (values: readonly number[], width: number): ((value: number) => number) => {
  const logs = values.map(Math.log);
  const [from, to] = [Math.min(...logs), Math.max(...logs)];
  return (value) =>
    to === from ? 0 : Math.round(((width - 1) * (Math.log(value) - from)) / (to - from));
};

const lineOf = (width: number): string[] => new Array(width).fill(' ');

/** A dot a run: each pair on a line of its own with what lies between its two runs, or each side's runs on one. */
export const renderDots = (document: CompareDocument, width: number): readonly string[] => {
  const { base, new: changed, design } = document;
  const values = [...base.runs, ...changed.runs].flatMap(({ value }) => value ?? []);
  if (values.length < 2) return [];
  const room = Math.max(20, width - 16);
  const at = axisOf(values, room);
  const [least, most] = [timeText(Math.min(...values)), timeText(Math.max(...values))];
  const scale = `${least}${gap(least + most, room)}${most}`;
  const head = `        ${scale}`;
  return design.pairs === null
    ? [head, ...sideLines(document, at, room)]
    : [head, ...pairLines(document, at, room), '        o base, x new, # both'];
};

const pairLines = (
  { base, new: changed }: CompareDocument,
  at: (value: number) => number,
  room: number,
): readonly string[] =>
  base.runs.map((run, index) => {
    const [one, other] = [run.value, changed.runs[index]?.value];
    if (one === null || other === null || other === undefined) return '';
    const line = lineOf(room);
    const [from, to] = [at(one), at(other)];
    for (let place = Math.min(from, to); place <= Math.max(from, to); place += 1) line[place] = '-';
    line[from] = 'o';
    line[to] = from === to ? '#' : 'x';
    const label = `pair ${run.pair ?? index + 1}`.padEnd(8);
    return `${label}${line.join('')}  ${(other / one).toFixed(3)}`;
  });

const sideLines = (
  { base, new: changed }: CompareDocument,
  at: (value: number) => number,
  room: number,
): readonly string[] =>
  [
    { label: 'base', side: base, mark: 'o' },
    { label: 'new', side: changed, mark: 'x' },
  ].map(({ label, side, mark }) => {
    const line = lineOf(room);
    for (const { value } of side.runs) if (value !== null) line[at(value)] = mark;
    return `${label.padEnd(8)}${line.join('')}`.trimEnd();
  });
