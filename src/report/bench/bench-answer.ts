import type { BenchDocument } from '../../bench/record/document.ts';
import { describeLoad } from '../k6/load-description.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { renderHeadline } from './headline.ts';
import { renderMatrix } from './matrix-table.ts';
import { renderPopulations } from './population-table.ts';

/** The answer of a bench on one screen: what ran, what was measured, and last what follows from it. */
export const renderAnswer = (document: BenchDocument, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const notes = [...new Set(document.phases.flatMap((phase) => phase.notes))];
  return [
    ...wrap(titleOf(document), style.width, 0).map(paint.bold),
    renderFindings(document, style),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => wrap(note, style.width, 0))]),
    '',
    renderHeadline(document, style),
    '',
  ].join('\n');
};

/** The populations, and the matrix where there is one. */
export const renderFindings = (document: BenchDocument, style: SummaryStyle): string => {
  const [effects] = document.matrix ?? [];
  return [
    renderPopulations(document, style),
    ...(effects === undefined ? [] : ['', renderMatrix(effects, style)]),
  ].join('\n');
};

const titleOf = ({ scenario, environment, rounds, seed }: BenchDocument): string => {
  const { target, load } = scenario;
  const where = environment.sharesMachine
    ? `${target} on the same ${environment.cpuCount} cores`
    : target;
  const number = Math.max(1, ...rounds.map(({ round }) => round));
  const [what = ''] = describeLoad(load).split(' (');
  const parts = number > 1 ? `${what} a phase in ${number} rounds` : what;
  return `fibimg bench: ${where}, ${parts}, seed ${seed}`;
};
