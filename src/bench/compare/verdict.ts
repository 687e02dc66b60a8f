import { fewestPairs, pairsToDecide } from '../ranks/power.ts';
import type { Interval } from '../record/effect.ts';
import type { Design, MetricComparison, Verdict } from './compare-document.ts';

/**
 * What an interval of a ratio of times says: `equivalent` when all of it lies within the tolerance, else `worse` or
 * `better` when it excludes 1, else `undecided`.
 *
 * @param tolerance as a share; a ratio is within it from 1 / (1 + tolerance) to 1 + tolerance.
 */
export const judge = (interval: Interval | null, tolerance: number): Verdict['is'] => {
  if (interval === null) return 'undecided';
  const [low, high] = interval;
  if (low > 1 / (1 + tolerance) && high < 1 + tolerance) return 'equivalent';
  if (low > 1) return 'worse';
  return high < 1 ? 'better' : 'undecided';
};

interface Judged {
  readonly design: Design;
  readonly tolerance: number;
  readonly acceptSequential: boolean;
  /** Of the log ratio of one pair; undefined where nothing repeats. */
  readonly deviation: number | undefined;
}

/** The verdict on the primary metric, with the design of its data in mind. */
export const verdictOn = (
  { ratio, interval }: MetricComparison,
  { design, tolerance, acceptSequential, deviation }: Judged,
): Verdict => {
  const gates = design.grade === 'A' || acceptSequential;
  const undecided = (why: string, pairsToDecide: number | null = null): Verdict => ({
    ...{ is: 'undecided', gates, why, pairsToDecide },
  });
  const { pairs, plannedPairs } = design;
  if (pairs !== null && pairs < (plannedPairs ?? 0)) {
    return undecided(`${pairs} of ${plannedPairs} planned pairs are there`);
  }
  if (pairs !== null && pairs < fewestPairs) {
    return undecided(
      `${pairs} pairs cannot reach 95 %, whatever they show: it takes ${fewestPairs}`,
      fewestPairs,
    );
  }
  const is = judge(interval, tolerance);
  if (is !== 'undecided') return { is, gates, why: reasons[is], pairsToDecide: null };
  if (interval === null)
    return undecided('so few runs cannot reach 95 %, whatever they show: it takes 4 of each side');
  const needed =
    pairs === null || deviation === undefined
      ? undefined
      : pairsToDecide({ ratio, sd: deviation }, tolerance, pairs);
  return undecided(
    'the interval holds both no difference and more than the tolerance',
    needed ?? null,
  );
};

const reasons = {
  worse: 'the interval lies above 1 and not within the tolerance',
  better: 'the interval lies below 1 and not within the tolerance',
  equivalent: 'the interval lies within the tolerance',
} as const;
