import type { BenchDocument, Burst, RoundSummary } from '../record/document.ts';
import type { Effect, MatrixEffect } from '../record/effect.ts';
import { type Findings, sumOf } from './findings.ts';
import { checkInterval, studentInterval } from './student.ts';

/** Whether what a cold start and a missing image add follows from rounds and bursts. */
export const checkEffects = (document: BenchDocument, findings: Findings): void => {
  for (const [index, effect] of document.effects.entries()) {
    checkEffect(`effects[${index}]`, effect, differencesOf(effect, document), findings);
  }
  for (const [index, effect] of (document.matrix ?? []).entries()) {
    checkMatrix(`matrix[${index}]`, effect, document.rounds, findings);
  }
};

/** One figure for each unit. */
const differencesOf = (effect: Effect, document: BenchDocument): readonly number[] => {
  const rounds = document.rounds.filter(({ phase }) => phase === effect.part);
  if (effect.of === 'missing-image') {
    return rounds.flatMap(({ missingImageMs }) => missingImageMs ?? []);
  }
  if (effect.part !== 'bursts') {
    return rounds.flatMap((round) => {
      const cold = medianIn(round, 'cold', effect.outcome);
      const warm = medianIn(round, 'warm', effect.outcome);
      return cold === undefined || warm === undefined ? [] : [cold - warm];
    });
  }
  const bursts = (document.coldStarts?.bursts ?? []).filter(
    ({ outcome, warmMs }) => outcome === effect.outcome && warmMs.length > 0,
  );
  if (effect.unit === 'burst') return bursts.map((burst) => coldMinusWarm([burst]));
  const numbers = [...new Set(bursts.map(({ round }) => round))];
  return numbers.map((number) => coldMinusWarm(bursts.filter(({ round }) => round === number)));
};

const coldMinusWarm = (bursts: readonly Burst[]): number =>
  middle(bursts.flatMap(({ coldMs }) => coldMs)) - middle(bursts.flatMap(({ warmMs }) => warmMs));

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
  { ms, units, interval }: Effect,
  differences: readonly number[],
  findings: Findings,
): void => {
  findings.same(`${at}.units`, units, differences.length);
  findings.same(`${at}.ms`, ms, sumOf(differences) / differences.length);
  const found = studentInterval(differences);
  if (interval !== null && found !== undefined) {
    checkInterval(`${at}.interval`, interval, found, findings);
  } else findings.same(`${at}.interval`, interval?.[0], found?.[0]);
};

const matrixKinds = {
  'cold-empty': ['cold', 'fetched'],
  'cold-filled': ['cold', 'stored'],
  'warm-empty': ['warm', 'fetched'],
  'warm-filled': ['warm', 'stored'],
} as const;

/** Means over the rounds that have all four cells. */
const checkMatrix = (
  at: string,
  effect: MatrixEffect,
  rounds: readonly RoundSummary[],
  findings: Findings,
): void => {
  const numbers = [...new Set(rounds.map(({ round }) => round))];
  const whole = numbers.flatMap((number) => {
    const cells = Object.entries(matrixKinds).flatMap(([phase, [start, outcome]]) => {
      const round = rounds.find((one) => one.phase === phase && one.round === number);
      return (round && medianIn(round, start, outcome)) ?? [];
    });
    return cells.length === 4 ? [cells] : [];
  });
  const [ce = 0, cf = 0, we = 0, wf = 0] = [0, 1, 2, 3].map(
    (cell) => sumOf(whole.map((cells) => cells[cell] ?? 0)) / whole.length,
  );
  const means = { 'cold-empty': ce, 'cold-filled': cf, 'warm-empty': we, 'warm-filled': wf };
  for (const [cell, mean] of Object.entries(means)) {
    const printed = Object.entries(effect.cells).find(([name]) => name === cell)?.[1];
    findings.same(`${at}.cells.${cell}`, printed, mean);
  }
  findings.same(`${at}.total`, effect.total, ce - wf);
  findings.same(`${at}.environment`, effect.environment, (ce + cf - we - wf) / 2);
  findings.same(`${at}.store`, effect.store, (ce + we - cf - wf) / 2);
  findings.same(`${at}.interaction`, effect.interaction, ce - cf - we + wf);
};
