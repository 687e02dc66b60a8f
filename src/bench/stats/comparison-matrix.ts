import type { RoundSummary } from '../record/document.ts';
import {
  type MatrixCell,
  type MatrixEffect,
  type MatrixFactor,
  matrixCells,
} from '../record/effect.ts';
import { medianIn } from './effects.ts';
import { meanOf } from './mean-interval.ts';

/** A cell is what it is named after: of the thousand requests of a cold phase, those that started cold. */
const cellPopulations = {
  'cold-empty': { start: 'cold', outcome: 'fetched' },
  'cold-filled': { start: 'cold', outcome: 'stored' },
  'warm-empty': { start: 'warm', outcome: 'fetched' },
  'warm-filled': { start: 'warm', outcome: 'stored' },
} as const;

type Cells = Readonly<Record<MatrixCell, number>>;

const factors = {
  total: (at) => at['cold-empty'] - at['warm-filled'],
  environment: (at) =>
    (at['cold-empty'] - at['warm-empty'] + at['cold-filled'] - at['warm-filled']) / 2,
  store: (at) => (at['cold-empty'] - at['cold-filled'] + at['warm-empty'] - at['warm-filled']) / 2,
  interaction: (at) =>
    at['cold-empty'] - at['cold-filled'] - (at['warm-empty'] - at['warm-filled']),
} as const satisfies Record<MatrixFactor, (at: Cells) => number>;

/** The effects of a two-by-two design on the median, round by round; undefined unless a round has all four cells. */
export const matrixEffects = (
  rounds: readonly RoundSummary[],
): readonly MatrixEffect[] | undefined => {
  const numbers = [...new Set(rounds.map(({ round }) => round))];
  const whole = numbers.flatMap((number) => {
    const cells = cellsOf(rounds.filter(({ round }) => round === number));
    return cells === undefined ? [] : [cells];
  });
  if (whole.length === 0) return undefined;
  const mean = (of: (at: Cells) => number) => meanOf(whole.map(of)) ?? { value: 0, interval: null };
  const effect = (factor: MatrixFactor) => mean(factors[factor]);
  const [total, environment] = [effect('total'), effect('environment')];
  const [store, interaction] = [effect('store'), effect('interaction')];
  return [
    {
      measure: 'med',
      cells: {
        'cold-empty': mean((at) => at['cold-empty']).value,
        'cold-filled': mean((at) => at['cold-filled']).value,
        'warm-empty': mean((at) => at['warm-empty']).value,
        'warm-filled': mean((at) => at['warm-filled']).value,
      },
      ...{ total: total.value, environment: environment.value },
      ...{ store: store.value, interaction: interaction.value },
      intervals: {
        ...{ total: total.interval, environment: environment.interval },
        ...{ store: store.interval, interaction: interaction.interval },
      },
    },
  ];
};

const cellsOf = (rounds: readonly RoundSummary[]): Cells | undefined => {
  const [ce, cf, we, wf] = matrixCells.map((cell) => {
    const { start, outcome } = cellPopulations[cell];
    const round = rounds.find(({ phase }) => phase === cell);
    return round && medianIn(round.populations, start, outcome);
  });
  if (ce === undefined || cf === undefined || we === undefined || wf === undefined)
    return undefined;
  return { 'cold-empty': ce, 'cold-filled': cf, 'warm-empty': we, 'warm-filled': wf };
};
