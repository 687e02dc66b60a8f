import type { MatrixEffect } from '../../bench/stats/comparison-matrix.ts';
import { formatTime } from '../k6/k6-format.ts';
import { titleLines } from '../k6/k6-summary.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { alignTable, cell } from '../text/text-table.ts';
import type { ComparisonStyle } from './comparison-table.ts';

/** The four cells of `--matrix` and how much of the difference each factor causes. Fits 80 columns. */
export const renderMatrix = (effects: readonly MatrixEffect[], style: ComparisonStyle): string => {
  const paint = createPaint(style.colour);
  const heads = (texts: readonly string[]) => texts.map((text) => cell(text, paint.bold));
  const time = (ms: number) => cell(signed(ms, style), paint.cyan);
  const cells = effects.map(({ measure, cells: at }) => [
    cell(measure),
    ...[at['cold-empty'], at['cold-filled'], at['warm-empty'], at['warm-filled']].map(time),
  ]);
  const causes = effects.map(({ measure, total, environment, store, interaction }) => [
    cell(measure),
    ...[total, environment, store, interaction].map(time),
  ]);
  return [
    ...titleLines('ENVIRONMENT AND STORE', paint),
    ...alignTable(
      [heads(['', 'cold-empty', 'cold-filled', 'warm-empty', 'warm-filled']), ...cells],
      4,
      3,
    ),
    '',
    ...alignTable(
      [heads(['caused by', 'both', 'cold environment', 'empty store', 'interaction']), ...causes],
      4,
      3,
    ),
    '',
    ...effects.slice(0, 1).flatMap((effect) => wrap(verdict(effect, style), style.width)),
    '',
  ].join('\n');
};

const signed = (ms: number, style: ComparisonStyle): string =>
  ms < 0 ? `-${formatTime(-ms, style.timeUnit)}` : formatTime(ms, style.timeUnit);

const verdict = (effect: MatrixEffect, style: ComparisonStyle): string => {
  const { measure, total, environment, store } = effect;
  const time = (ms: number) => signed(ms, style);
  // Shares mean something only where both factors push in one direction.
  const percent = Math.round((environment / total) * 100);
  const [first, second] =
    environment * store > 0 ? [` (${percent} %)`, ` (${100 - percent} %)`] : ['', ''];
  return `Of the ${time(total)} of ${measure} between cold-empty and warm-filled, cold environments cause ${time(environment)}${first} and the empty store ${time(store)}${second}.`;
};
