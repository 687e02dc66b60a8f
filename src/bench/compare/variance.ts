import { standardDeviation } from '../ranks/power.ts';
import type { BenchDocument, RoundSummary } from '../record/document.ts';
import { medianOf } from '../record/round-recorder.ts';
import type { Trend } from '../record/trend.ts';
import { trendOfTimes } from '../stats/populations.ts';
import { quantileRanks } from '../stats/quantile-interval.ts';
import type { VarianceTable } from './compare-document.ts';
import { startOf } from './design.ts';
import { positiveMs, type RunMetric } from './run-metric.ts';

/** One side's scatter within its runs, as variances of logarithms. */
interface Within {
  /** Of a round's figure around its run's, the requests' part included. */
  readonly round: number;
  /** Of a round's figure by the chance of its requests alone. */
  readonly request: number;
  readonly rounds: number;
}

/**
 * Where the uncertainty of one difference comes from (Kalibera and Jones, "Rigorous benchmarking in reasonable time",
 * 2013): each level shows its own variance plus its share of the one below.
 *
 * @param deviation of the log ratio of a pair, or of one run of each side.
 * @returns null where runs have no rounds to tell apart.
 */
export const varianceTable = (
  sides: readonly (readonly BenchDocument[])[],
  metric: RunMetric,
  deviation: number,
): VarianceTable | null => {
  const within = sides.map((runs) => withinRuns(runs, metric));
  const known = within.filter((one) => one !== undefined);
  if (known.length < sides.length || known.length === 0 || !(deviation > 0)) return null;
  const rounds = Math.min(...known.map((one) => one.rounds));
  const sum = (of: (one: Within) => number) => known.reduce((all, one) => all + of(one), 0);
  const request = sum((one) => one.request) / rounds;
  const round = Math.max(0, sum((one) => one.round) / rounds - request);
  const run = Math.max(0, deviation ** 2 - round - request);
  const total = run + round + request;
  const table = { runs: run / total, rounds: round / total, requests: request / total };
  const costs = costsOf(sides.flat());
  return { ...table, deviation, roundsPerRun: rounds, bestSpentOn: bestSpent(table, costs) };
};

const withinRuns = (runs: readonly BenchDocument[], metric: RunMetric): Within | undefined => {
  const each = runs.flatMap((run) => {
    const trends = run.rounds.flatMap((round) => trendIn(round, metric));
    const logs = trends.flatMap((trend) => {
      const ms = positiveMs(trend, metric.percent);
      return ms === undefined ? [] : [Math.log(ms)];
    });
    if (logs.length < 2) return [];
    const requests = trends.map((trend) => chanceOf(trend, metric.percent));
    const mean = requests.reduce((sum, one) => sum + one, 0) / requests.length;
    return [{ round: standardDeviation(logs) ** 2, request: mean, rounds: logs.length }];
  });
  if (each.length === 0) return undefined;
  const mean = (of: (one: Within) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return {
    round: mean((one) => one.round),
    request: mean((one) => one.request),
    rounds: Math.min(...each.map((one) => one.rounds)),
  };
};

const trendIn = (round: RoundSummary, { part, start, outcome }: RunMetric): readonly Trend[] =>
  round.phase !== part
    ? []
    : round.populations
        .filter((one) => one.start === start && one.outcome === outcome)
        .map(trendOfTimes);

/** The variance of a percentile's logarithm by the chance of its requests: its 95 % order statistics are 3.92 deviations apart. */
const chanceOf = (trend: Trend, percent: number): number => {
  const ranks = quantileRanks(trend.count, percent / 100);
  if (ranks === undefined) return 0;
  const [low, high] = ranks.map((rank) => positiveMs(trend, (100 * rank) / trend.count));
  return low === undefined || high === undefined ? 0 : (Math.log(high / low) / 3.92) ** 2;
};

/** How long a run's rounds last, and what it takes beside them, as the times between starts show it. */
const costsOf = (
  runs: readonly BenchDocument[],
): { readonly loadMs: number; readonly besideMs: number } => {
  const loads = runs.map(({ rounds }) => rounds.reduce((sum, round) => sum + round.durationMs, 0));
  const loadMs = medianOf(loads);
  const starts = runs.map((run) => Date.parse(startOf(run))).toSorted((a, b) => a - b);
  const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? start));
  const besideMs = (gaps.length === 0 ? 0 : medianOf(gaps)) - loadMs;
  // Runs that were not made one after the other tell nothing of that.
  return { loadMs, besideMs: besideMs > 0 && besideMs < 10 * loadMs ? besideMs : loadMs };
};

/** Which level narrows the interval most for the time it takes: a further run lowers all of it, a longer one what is within. */
const bestSpent = (
  { rounds, requests }: Pick<VarianceTable, 'rounds' | 'requests'>,
  { loadMs, besideMs }: { readonly loadMs: number; readonly besideMs: number },
): VarianceTable['bestSpentOn'] => {
  if (1 / (besideMs + loadMs) >= (rounds + requests) / loadMs) return 'runs';
  return requests > 9 * rounds ? 'requests' : 'rounds';
};
