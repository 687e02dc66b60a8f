import type { BenchDocument, Burst, RoundPopulation, RoundSummary } from '../record/document.ts';
import {
  type Effect,
  type MatrixEffect,
  type MatrixFactor,
  matrixCells,
} from '../record/effect.ts';
import { type Findings, sumOf } from './findings.ts';
import { checkStudent } from './student.ts';

/** Whether what a cold start and a missing image add follows from rounds and bursts. */
export const checkEffects = (document: BenchDocument, findings: Findings): void => {
  for (const [index, effect] of document.effects.entries()) {
    checkEffect(`effects[${index}]`, effect, unitsOf(effect, document), findings);
  }
  for (const [index, effect] of (document.matrix ?? []).entries()) {
    checkMatrix(`matrix[${index}]`, effect, document.rounds, findings);
  }
};

/** Of one unit, with the requests that it rests on, with what is told and without. */
interface Unit {
  readonly ms: number;
  readonly requests: readonly [number, number];
}

const unitsOf = (effect: Effect, document: BenchDocument): readonly Unit[] => {
  const rounds = document.rounds.filter(({ phase }) => phase === effect.part);
  if (effect.of === 'missing-image') {
    return rounds.flatMap((round) => {
      const warm = round.populations.filter(({ start }) => start !== 'cold');
      const requests = [countOf(warm, 'fetched'), countOf(warm, 'stored')] as const;
      return round.missingImageMs === null ? [] : [{ ms: round.missingImageMs, requests }];
    });
  }
  if (effect.part !== 'bursts') {
    return rounds.flatMap((round) => {
      const cold = medianIn(round, 'cold', effect.outcome);
      const warm = medianIn(round, 'warm', effect.outcome);
      if (cold === undefined || warm === undefined) return [];
      const [ones, others] = (['cold', 'warm'] as const).map((start) =>
        countOf(
          round.populations.filter((one) => one.start === start),
          effect.outcome,
        ),
      );
      return [{ ms: cold - warm, requests: [ones ?? 0, others ?? 0] }];
    });
  }
  const bursts = (document.coldStarts?.bursts ?? []).filter(
    ({ outcome, warmMs }) => outcome === effect.outcome && warmMs.length > 0,
  );
  if (effect.unit === 'burst') return bursts.map((burst) => coldMinusWarm([burst]));
  const numbers = [...new Set(bursts.map(({ round }) => round))];
  return numbers.map((number) => coldMinusWarm(bursts.filter(({ round }) => round === number)));
};

const countOf = (populations: readonly RoundPopulation[], outcome: string | undefined): number =>
  sumOf(populations.map((one) => (one.outcome === outcome ? (one.values['count'] ?? 0) : 0)));

const coldMinusWarm = (bursts: readonly Burst[]): Unit => {
  const cold = bursts.flatMap(({ coldMs }) => coldMs);
  const warm = bursts.flatMap(({ warmMs }) => warmMs);
  return { ms: middle(cold) - middle(warm), requests: [cold.length, warm.length] };
};

const middle = (times: readonly number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [below = Number.NaN, above = below] = [
    sorted[Math.ceil(half) - 1],
    sorted[Math.floor(half)],
  ];
  return (below + above) / 2;
};

const medianIn = (
  { populations }: RoundSummary,
  start: 'cold' | 'warm',
  outcome: string | undefined,
): number | undefined =>
  populations.find((one) => one.start === start && one.outcome === outcome)?.values['med'];

const checkEffect = (
  at: string,
  { ms, units, interval, requests }: Effect,
  found: readonly Unit[],
  findings: Findings,
): void => {
  findings.same(`${at}.units`, units, found.length);
  const figures = found.map((unit) => unit.ms);
  findings.same(`${at}.ms`, ms, sumOf(figures) / figures.length);
  for (const side of [0, 1] as const) {
    const count = sumOf(found.map((unit) => unit.requests[side]));
    findings.same(`${at}.requests[${side}]`, requests[side], count);
  }
  checkStudent(`${at}.interval`, interval, figures, findings);
};

const matrixKinds = {
  'cold-empty': ['cold', 'fetched'],
  'cold-filled': ['cold', 'stored'],
  'warm-empty': ['warm', 'fetched'],
  'warm-filled': ['warm', 'stored'],
} as const;

/** How each factor weighs the cells, in their order. */
const contrasts = [
  ['total', [1, 0, 0, -1]],
  ['environment', [0.5, 0.5, -0.5, -0.5]],
  ['store', [0.5, -0.5, 0.5, -0.5]],
  ['interaction', [1, -1, -1, 1]],
] as const satisfies readonly (readonly [MatrixFactor, readonly number[]])[];

/** Means over the rounds that have all four cells. */
const checkMatrix = (
  at: string,
  effect: MatrixEffect,
  rounds: readonly RoundSummary[],
  findings: Findings,
): void => {
  const numbers = [...new Set(rounds.map(({ round }) => round))];
  const whole = numbers.flatMap((number) => {
    const cells = matrixCells.flatMap((phase) => {
      const [start, outcome] = matrixKinds[phase];
      const round = rounds.find((one) => one.phase === phase && one.round === number);
      return (round && medianIn(round, start, outcome)) ?? [];
    });
    return cells.length === 4 ? [cells] : [];
  });
  const meanOf = (cell: number) => sumOf(whole.map((cells) => cells[cell] ?? 0)) / whole.length;
  for (const [cell, name] of matrixCells.entries()) {
    findings.same(`${at}.cells.${name}`, effect.cells[name], meanOf(cell));
  }
  for (const [name, weights] of contrasts) {
    const figures = whole.map((cells) => sumOf(cells.map((ms, cell) => ms * (weights[cell] ?? 0))));
    findings.same(`${at}.${name}`, effect[name], sumOf(figures) / figures.length);
    checkStudent(`${at}.intervals.${name}`, effect.intervals[name], figures, findings);
  }
};
