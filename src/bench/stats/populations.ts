import type {
  Burst,
  ColdStarts,
  Population,
  RoundPopulation,
  RoundSummary,
  Times,
} from '../record/document.ts';
import type { Interval } from '../record/effect.ts';
import { timesOf } from '../record/round-recorder.ts';
import {
  createTrend,
  mergeTrends,
  percentileUs,
  record,
  recordedTimes,
  type Trend,
} from '../record/trend.ts';
import { decodeTrend } from '../record/trend-codec.ts';
import { geometricMeanOf } from './mean-interval.ts';
import { quantileInterval, quantileRanks } from './quantile-interval.ts';

/** Where the cold starts of bursts and what followed them are kept apart from those of the phases. */
export const burstPart = 'bursts';

/** One kind of requests, by what shares the same disturbances: each round's share of it, and each burst's. */
interface Grouped {
  readonly part: string;
  readonly start: RoundPopulation['start'];
  readonly outcome: RoundPopulation['outcome'];
  readonly rounds: readonly Trend[];
  readonly bursts: readonly Trend[];
  readonly service: readonly Trend[];
  readonly function: readonly Trend[];
}

/** Every population of a run: those of each phase, never pooled over phases, and those of the bursts. */
export const populationsOf = (
  rounds: readonly RoundSummary[],
  coldStarts: ColdStarts | undefined,
  percentiles?: readonly number[],
): readonly Population[] =>
  withShapes([...fromRounds(rounds), ...fromBursts(coldStarts)], percentiles);

const fromRounds = (rounds: readonly RoundSummary[]): readonly Grouped[] => {
  const phases = [...new Set(rounds.map(({ phase }) => phase))];
  return phases.flatMap((part) => {
    const found = rounds.filter(({ phase }) => phase === part).flatMap((one) => one.populations);
    return kinds.flatMap(({ start, outcome }) => {
      const mine = found.filter((one) => one.start === start && one.outcome === outcome);
      if (mine.length === 0) return [];
      const beside = (which: 'service' | 'function') =>
        mine.flatMap(({ [which]: times }) => (times ? [trendOfTimes(times)] : []));
      const all = { rounds: mine.map(trendOfTimes), bursts: [] };
      return [
        { part, start, outcome, ...all, service: beside('service'), function: beside('function') },
      ];
    });
  });
};

const fromBursts = (coldStarts: ColdStarts | undefined): readonly Grouped[] =>
  kinds.flatMap(({ start, outcome }) => {
    const bursts = coldStarts?.bursts.filter((burst) => burst.outcome === outcome) ?? [];
    const timesIn = ({ coldMs, warmMs }: Burst) => (start === 'cold' ? coldMs : warmMs);
    if (start === 'unknown' || bursts.flatMap(timesIn).length === 0) return [];
    const numbers = [...new Set(bursts.map(({ round }) => round))];
    const byRound = numbers.map((number) =>
      bursts.filter(({ round }) => round === number).flatMap(timesIn),
    );
    // What follows a cold start differs more between rounds than within one: its bursts are no units.
    const units = start === 'cold' ? bursts : [];
    const all = { rounds: byRound.map(trendOfMs), bursts: units.map(timesIn).map(trendOfMs) };
    return [{ part: burstPart, start, outcome, ...all, service: [], function: [] }];
  });

const kinds = (['cold', 'warm', 'unknown'] as const).flatMap((start) =>
  (['fetched', 'stored', 'unknown'] as const).map((outcome) => ({ start, outcome })),
);

/** Steps of a shape: as many as fit beside the figures. */
const shapeSteps = 8;

/** Shapes share one axis, so that they can be compared: from the least to the greatest time of all, by its logarithm. */
const withShapes = (
  all: readonly Grouped[],
  percentiles?: readonly number[],
): readonly Population[] => {
  const trends = all.flatMap(({ rounds }) => rounds);
  const from = Math.log(Math.max(1, Math.min(...trends.map(({ minUs }) => minUs))));
  const to = Math.log(Math.max(1, ...trends.map(({ maxUs }) => maxUs)));
  const stepOf = (us: number): number =>
    Math.min(
      shapeSteps - 1,
      Math.max(0, Math.floor((shapeSteps * (Math.log(us) - from)) / Math.max(1e-9, to - from))),
    );
  return all.map((grouped) => {
    const shape: number[] = new Array(shapeSteps).fill(0);
    for (const { us, count } of grouped.rounds.flatMap(recordedTimes)) {
      const step = stepOf(us);
      shape[step] = (shape[step] ?? 0) + count;
    }
    return { ...summarise(grouped, percentiles), shape };
  });
};

const summarise = (
  { part, start, outcome, rounds, bursts, ...beside }: Grouped,
  percentiles?: readonly number[],
): Omit<Population, 'shape'> => {
  const service = mergeTrends(beside.service);
  const inFunction = mergeTrends(beside.function);
  return {
    ...{ part, start, outcome, ...pooled(rounds, bursts, percentiles) },
    ...(service && { service: timesOf(service, percentiles) }),
    ...(inFunction && { function: timesOf(inFunction, percentiles) }),
  };
};

/** The times of all rounds in one, with intervals by what varied independently: rounds, or else bursts. */
export const pooled = (
  rounds: readonly Trend[],
  bursts: readonly Trend[],
  percentiles?: readonly number[],
): Times & Pick<Population, 'intervals'> => ({
  ...timesOf(mergeTrends(rounds) ?? createTrend(), percentiles),
  intervals: intervalsOf(rounds, bursts),
});

const intervalsOf = (
  rounds: readonly Trend[],
  bursts: readonly Trend[],
): Readonly<Record<string, Interval>> => {
  const counts = bursts.map(recordedTimes);
  const found = quantiles.flatMap(({ name, percent }) => {
    const interval = overRounds(rounds, percent) ?? quantileInterval(counts, percent / 100);
    return interval === null ? [] : [[name, interval] as const];
  });
  return Object.fromEntries(found);
};

/**
 * Round by round, where each has enough for the percentile; undefined otherwise. Never for p99: what a stall does to one
 * round of five is not what it does in the long run.
 */
const overRounds = (rounds: readonly Trend[], percent: number): Interval | undefined => {
  const enough = ({ count }: Trend) => quantileRanks(count, percent / 100) !== undefined;
  if (percent > 95 || !rounds.every(enough)) return undefined;
  const times = rounds.map((trend) => (percentileUs(trend, percent) ?? 0) / 1000);
  return geometricMeanOf(times)?.interval ?? undefined;
};

const quantiles = [
  { name: 'med', percent: 50 },
  { name: 'p(90)', percent: 90 },
  { name: 'p(95)', percent: 95 },
  { name: 'p(99)', percent: 99 },
] as const;

export const trendOfTimes = ({ values, histogram }: Times): Trend => {
  const { avg = 0, min = 0, max = 0, count = 0 } = values;
  return decodeTrend(histogram, {
    sumUs: Math.round(avg * count * 1000),
    minUs: Math.round(min * 1000),
    maxUs: Math.round(max * 1000),
  });
};

export const trendOfMs = (times: readonly number[]): Trend => {
  const trend = createTrend();
  for (const ms of times) record(trend, ms * 1000);
  return trend;
};
