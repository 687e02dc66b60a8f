import type { ColdStarts, RoundPopulation, RoundSummary } from '../record/document.ts';
import type { Effect } from '../record/effect.ts';
import { medianOf } from '../record/round-recorder.ts';
import { fewestUnits, meanOf } from './mean-interval.ts';
import { burstPart } from './populations.ts';

/**
 * What a cold start adds (against a warm one at the same store outcome) and what a missing image adds (at the same
 * start, in the same stretch of time). The unit is the round: what varies between repetitions is the round, not the
 * request. With too few rounds the bursts of cold starts are units themselves.
 */
export const effectsOf = (
  rounds: readonly RoundSummary[],
  coldStarts: ColdStarts | undefined,
): readonly Effect[] => [
  ...given(coldStartInBursts(coldStarts) ?? coldStartInLoad(rounds)),
  ...given(missingImage(rounds)),
];

const given = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const outcomes = ['stored', 'fetched', 'unknown'] as const;

/** Differences between the two sides, one for each unit, and what those sides have in common. */
interface Candidate extends Pick<Effect, 'of' | 'part' | 'start' | 'outcome' | 'unit'> {
  readonly differences: readonly Difference[];
}

interface Difference {
  readonly ms: number;
  /** Requests with it and without it. */
  readonly requests: readonly [number, number];
}

/** The candidate that rests on the most units; undefined where none rests on any. */
const best = (candidates: readonly Candidate[]): Effect | undefined => {
  const [first] = candidates.toSorted((a, b) => b.differences.length - a.differences.length);
  const estimate = meanOf(first?.differences.map(({ ms }) => ms) ?? []);
  if (first === undefined || estimate === undefined) return undefined;
  const { differences, ...same } = first;
  const { value, interval, units } = estimate;
  const count = (side: 0 | 1) => differences.reduce((sum, { requests }) => sum + requests[side], 0);
  return { ...same, ms: value, interval, units, requests: [count(0), count(1)] };
};

const coldStartInBursts = (coldStarts: ColdStarts | undefined): Effect | undefined => {
  const told = coldStarts?.bursts.filter(({ warmMs }) => warmMs.length > 0) ?? [];
  return best(
    outcomes.map((outcome): Candidate => {
      const bursts = told.filter((burst) => burst.outcome === outcome);
      const rounds = [...new Set(bursts.map(({ round }) => round))];
      const byRound = rounds.length >= fewestUnits;
      const units = byRound
        ? rounds.map((round) => bursts.filter((burst) => burst.round === round))
        : bursts.map((burst) => [burst]);
      const differences = units.map((unit): Difference => {
        const cold = unit.flatMap(({ coldMs }) => coldMs);
        const warm = unit.flatMap(({ warmMs }) => warmMs);
        return { ms: medianOf(cold) - medianOf(warm), requests: [cold.length, warm.length] };
      });
      const unit = byRound ? 'round' : 'burst';
      return { of: 'cold-start', part: burstPart, outcome, unit, differences };
    }),
  );
};

/** Of a load without bursts: its own cold starts, against the warm ones of the same phase. */
const coldStartInLoad = (rounds: readonly RoundSummary[]): Effect | undefined =>
  best(
    phasesOf(rounds).flatMap((part) =>
      outcomes.map((outcome): Candidate => {
        const differences = roundsOf(rounds, part).flatMap(({ populations }): Difference[] => {
          const cold = medianIn(populations, 'cold', outcome);
          const warm = medianIn(populations, 'warm', outcome);
          if (cold === undefined || warm === undefined) return [];
          const count = (start: 'cold' | 'warm') =>
            countIn(populations, (one) => one.start === start && one.outcome === outcome);
          return [{ ms: cold - warm, requests: [count('cold'), count('warm')] }];
        });
        return { of: 'cold-start', part, outcome, unit: 'round', differences };
      }),
    ),
  );

const missingImage = (rounds: readonly RoundSummary[]): Effect | undefined =>
  best(
    phasesOf(rounds).map((part): Candidate => {
      const mine = roundsOf(rounds, part);
      const told = mine.some(({ populations }) =>
        populations.some(({ start }) => start === 'warm'),
      );
      const differences = mine.flatMap(({ missingImageMs: ms, populations }): Difference[] => {
        const count = (outcome: 'fetched' | 'stored') =>
          countIn(populations, (one) => one.start !== 'cold' && one.outcome === outcome);
        return ms === null ? [] : [{ ms, requests: [count('fetched'), count('stored')] }];
      });
      const start = told ? 'warm' : 'unknown';
      return { of: 'missing-image', part, start, unit: 'round', differences };
    }),
  );

/** The median of one kind of requests, in milliseconds; undefined where there was none of it. */
export const medianIn = (
  populations: readonly RoundPopulation[],
  start: RoundPopulation['start'],
  outcome: RoundPopulation['outcome'],
): number | undefined =>
  populations.find((one) => one.start === start && one.outcome === outcome)?.values['med'];

const countIn = (
  populations: readonly RoundPopulation[],
  has: (one: RoundPopulation) => boolean,
): number => populations.filter(has).reduce((sum, { values }) => sum + (values['count'] ?? 0), 0);

const roundsOf = (rounds: readonly RoundSummary[], part: string): readonly RoundSummary[] =>
  rounds.filter(({ phase }) => phase === part);

const phasesOf = (rounds: readonly RoundSummary[]): readonly string[] => [
  ...new Set(rounds.map(({ phase }) => phase)),
];
