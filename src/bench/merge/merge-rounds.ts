import type { RoundKind, RoundPopulation, RoundSummary, Times } from '../record/document.ts';
import { kinds, startKinds } from '../record/kinds.ts';
import { missingOverRound, timesOf } from '../record/round-recorder.ts';
import { mergeTrends } from '../record/trend.ts';
import { trendOfTimes } from '../stats/populations.ts';
import type { Aligned } from './aligned.ts';
import { sum } from './sums.ts';

/** A round of a phase as all parts together had it. */
export const mergeRounds = (parts: readonly Aligned<RoundSummary>[]): readonly RoundSummary[] => {
  const keyOf = ({ of }: Aligned<RoundSummary>): string => `${of.round} ${of.phase}`;
  const keys = [...new Set(parts.map(keyOf))];
  return keys
    .map((key) => mergeRound(parts.filter((part) => keyOf(part) === key)))
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.round - b.round);
};

const mergeRound = (parts: readonly Aligned<RoundSummary>[]): RoundSummary => {
  const rounds = parts.map(({ of }) => of);
  const startMs = Math.min(...parts.map((part) => part.startMs));
  const endMs = Math.max(...parts.map((part) => part.startMs + part.of.durationMs));
  const populations = kinds.flatMap(({ start, outcome }) => {
    const mine = rounds
      .flatMap((round) => round.populations)
      .filter((one) => one.start === start && one.outcome === outcome);
    const times = mergeTimes(mine);
    return times === undefined ? [] : [{ start, outcome, ...times, ...othersOf(mine) }];
  });
  return {
    ...{ round: rounds[0]?.round ?? 1, phase: rounds[0]?.phase ?? '' },
    ...{ startedAt: new Date(startMs).toISOString(), durationMs: endMs - startMs },
    ended: sum(rounds.map(({ ended }) => ended)),
    failed: sum(rounds.map(({ failed }) => failed)),
    populations,
    kinds: mergeKinds(rounds),
    // The stretches that tell it best were not kept: it is told from the whole round.
    missingImageMs: missingOverRound(
      new Map(populations.map((one) => [one.start + one.outcome, { duration: trendOfTimes(one) }])),
    ),
  };
};

const mergeKinds = (rounds: readonly RoundSummary[]): readonly RoundKind[] =>
  startKinds.flatMap((kind) =>
    (['cold', 'warm', 'unknown'] as const).flatMap((start) => {
      const mine = rounds.flatMap((round) => round.kinds ?? []);
      const times = mergeTimes(mine.filter((one) => one.kind === kind && one.start === start));
      return times === undefined ? [] : [{ kind, start, ...times }];
    }),
  );

const othersOf = (
  mine: readonly RoundPopulation[],
): Pick<RoundPopulation, 'service' | 'function'> => {
  const service = mergeTimes(mine.flatMap((one) => one.service ?? []));
  const ofFunction = mergeTimes(mine.flatMap((one) => one.function ?? []));
  return { ...(service && { service }), ...(ofFunction && { function: ofFunction }) };
};

/** Histograms add; nothing is averaged. */
const mergeTimes = (all: readonly Times[]): Times | undefined => {
  const trend = mergeTrends(all.map(trendOfTimes));
  return trend && timesOf(trend);
};
