import type { ColdStarts, KindPopulation, RoundSummary } from '../record/document.ts';
import { type StartKind, startKinds } from '../record/kinds.ts';
import { burstPart, pooled, trendOfMs, trendOfTimes } from './populations.ts';

/** The populations of a run by how environments came to be: those of each phase, and those of the bursts. */
export const kindPopulationsOf = (
  rounds: readonly RoundSummary[],
  coldStarts: ColdStarts | undefined,
  percentiles?: readonly number[],
): readonly KindPopulation[] => [
  ...fromRounds(rounds, percentiles),
  ...fromBursts(coldStarts, percentiles),
];

const starts = ['cold', 'warm', 'unknown'] as const;

const fromRounds = (
  rounds: readonly RoundSummary[],
  percentiles: readonly number[] | undefined,
): readonly KindPopulation[] => {
  const parts = [...new Set(rounds.map(({ phase }) => phase))];
  return parts.flatMap((part) => {
    const found = rounds.filter(({ phase }) => phase === part).flatMap(({ kinds = [] }) => kinds);
    return startKinds.flatMap((kind) =>
      starts.flatMap((start) => {
        const mine = found.filter((one) => one.kind === kind && one.start === start);
        if (mine.length === 0) return [];
        return [{ part, kind, start, ...pooled(mine.map(trendOfTimes), [], percentiles) }];
      }),
    );
  });
};

/** What a burst's environments are where it says nothing: it had renewed them. */
const kindOfBurst = ({ kind = 'forced' }: ColdStarts['bursts'][number]): StartKind => kind;

const fromBursts = (
  coldStarts: ColdStarts | undefined,
  percentiles: readonly number[] | undefined,
): readonly KindPopulation[] =>
  startKinds.flatMap((kind) => {
    const bursts = coldStarts?.bursts.filter((burst) => kindOfBurst(burst) === kind) ?? [];
    if (bursts.length === 0) return [];
    const numbers = [...new Set(bursts.map(({ round }) => round))];
    const byRound = numbers.map((number) =>
      trendOfMs(bursts.filter(({ round }) => round === number).flatMap(({ coldMs }) => coldMs)),
    );
    const units = bursts.map(({ coldMs }) => trendOfMs(coldMs));
    return [{ part: burstPart, kind, start: 'cold', ...pooled(byRound, units, percentiles) }];
  });
