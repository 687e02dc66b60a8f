import type { CompareDocument, MetricComparison } from '../../bench/compare/compare-document.ts';
import { timeText } from '../bench/time-text.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { intervalText } from './verdict-sentence.ts';

interface Style {
  readonly colour: boolean;
  readonly width: number;
}

/** As benchstat has it: both sides, the ratio or `~` where none can be told, its interval, p and n. */
export const renderMetrics = (
  { primary, others, design }: CompareDocument,
  { colour, width }: Style,
): readonly string[] => {
  const { bold } = createPaint(colour);
  const head = ['', 'base', 'new', 'ratio', '95 %', 'p', design.pairs === null ? 'runs' : 'pairs'];
  const rows = [
    head.map((title) => cell(title)),
    ...[primary, ...others].map((one) =>
      cellsOf(one, design.pairs !== null).map((text) =>
        cell(text, one === primary ? bold : undefined),
      ),
    ),
  ];
  const adjusted =
    others.length > 0
      ? ['The first is judged; p of the others is adjusted for their number (Holm).']
      : [];
  const untold = [primary, ...others].some((one) => !isTold(one))
    ? ['~ is a ratio that cannot be told from 1.']
    : [];
  return [
    ...alignTable(rows, 0, 2, width),
    ...[...adjusted, ...untold].flatMap((sentence) => wrap(sentence, width, 0)),
  ];
};

const cellsOf = (one: MetricComparison, paired: boolean): readonly string[] => [
  one.metric,
  timeText(one.base),
  timeText(one.new),
  isTold(one) ? one.ratio.toFixed(3) : '~',
  intervalText(one.interval),
  pText(one.adjustedP ?? one.p),
  paired ? String(one.runs[0]) : `${one.runs[0]}+${one.runs[1]}`,
];

/** Whether a difference can be told from none. */
const isTold = ({ interval, p, adjustedP }: MetricComparison): boolean =>
  interval !== null && (adjustedP ?? p) <= 0.05;

export const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3));
