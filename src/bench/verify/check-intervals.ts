import type { Population, TrendValues } from '../record/document.ts';
import { quantileMs } from './check-times.ts';
import type { Findings } from './findings.ts';
import type { Histogram } from './histogram.ts';
import { rankIntervals } from './rank-interval.ts';
import { checkInterval, studentInterval } from './student.ts';

/** A round's share of a population. */
export interface Share {
  readonly histogram: Histogram;
  readonly values: TrendValues;
}

/** Requests that a round must have for its own percentile to count, as order statistics need for 95 %; p99 never does. */
const quantiles = [
  { name: 'med', percent: 50, enough: 6 },
  { name: 'p(90)', percent: 90, enough: 36 },
  { name: 'p(95)', percent: 95, enough: 72 },
  { name: 'p(99)', percent: 99, enough: Number.POSITIVE_INFINITY },
] as const;

/**
 * The intervals of a population: over its rounds where each tells the percentile, else by the ranks of all its requests
 * with the burst as the unit; none where neither carries one.
 */
export const checkIntervals = (
  at: string,
  { intervals }: Pick<Population, 'intervals'>,
  { rounds, bursts }: { readonly rounds: readonly Share[]; readonly bursts: readonly Histogram[] },
  findings: Findings,
): void => {
  for (const { name, percent, enough } of quantiles) {
    const here = `${at}.intervals.${name}`;
    const printed = intervals[name];
    const over = overRounds(rounds, percent, enough);
    if (over !== undefined) {
      if (printed === undefined) findings.wrong(here, 'nothing', 'an interval over the rounds');
      else checkInterval(here, [Math.log(printed[0]), Math.log(printed[1])], over, findings);
      continue;
    }
    const possible = rankIntervals(bursts, percent);
    const found = possible.find((one) => isNear(one?.[0], printed?.[0])) ?? possible[0];
    findings.same(`${here}[0]`, printed?.[0], found?.[0]);
    findings.same(`${here}[1]`, printed?.[1], found?.[1]);
  }
};

const isNear = (one: number | undefined, other: number | undefined): boolean =>
  one === other || Math.abs((one ?? Number.NaN) - (other ?? Number.NaN)) < 1e-6;

/** What differs from round to round multiplies times: the interval is one of their logarithms. */
const overRounds = (
  rounds: readonly Share[],
  percent: number,
  enough: number,
): readonly [number, number] | undefined => {
  if (!rounds.every(({ histogram }) => histogram.total >= enough)) return undefined;
  const figures = rounds.map(({ histogram, values }) => quantileMs(histogram, percent, values));
  return figures.some((figure) => figure <= 0) ? undefined : studentInterval(figures.map(Math.log));
};
