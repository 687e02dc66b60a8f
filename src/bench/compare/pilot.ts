import { FibimgError } from '../../core/error.ts';
import { detectableRatio, pairsToDetect, spreadRange, standardDeviation } from '../ranks/power.ts';
import type { BenchDocument } from '../record/document.ts';
import type { Interval } from '../record/effect.ts';
import type { AskedMetric } from './parse-run-metric.ts';
import { findMetric, metricName, metricOf } from './run-metric.ts';

/** What a few pairs tell of the noise. Their difference is not looked at. */
export interface Pilot {
  readonly metric: string;
  readonly pairs: number;
  /** Of the log ratio of one pair. */
  readonly deviation: number;
  /** What it may be, 80 times in 100, so few pairs telling no more. */
  readonly deviationRange: Interval;
}

/** Undefined where fewer than two pairs have the metric. */
export const readPilot = (
  runs: readonly BenchDocument[],
  asked: AskedMetric,
): Pilot | undefined => {
  const metric = findMetric(runs, asked);
  if (metric === undefined) return undefined;
  const numbers = [...new Set(runs.map(({ duet }) => duet?.pair))];
  const logs = numbers.flatMap((pair) => {
    const [a, b] = (['A', 'B'] as const).map((arm) => {
      const run = runs.find(({ duet }) => duet?.pair === pair && duet?.arm === arm);
      return run && metricOf(run, metric);
    });
    return a === undefined || b === undefined ? [] : [Math.log(b / a)];
  });
  if (logs.length < 2) return undefined;
  const deviation = standardDeviation(logs);
  const deviationRange = spreadRange(deviation, logs.length);
  return { metric: metricName(metric, runs), pairs: logs.length, deviation, deviationRange };
};

/** The difference that so many pairs will show, and between which it may lie, the pilot being short. */
export const visibleRatio = (
  { deviation, deviationRange: [low, high] }: Pilot,
  pairs: number,
): { readonly ratio: number; readonly range: Interval } => ({
  ratio: detectableRatio(pairs, deviation),
  range: [detectableRatio(pairs, low), detectableRatio(pairs, high)],
});

/** As many pairs as were asked for, or as show the ratio that is to be seen; throws where that would be too many. */
export const planPairs = (
  { pairs, detect }: { readonly pairs: number | undefined; readonly detect: number | undefined },
  pilot: Pilot | undefined,
): number => {
  if (pairs !== undefined) return pairs;
  if (detect === undefined)
    throw new TypeError('either the pairs or what they are to show is given');
  if (pilot === undefined) {
    throw new FibimgError(
      'refused',
      'the pilot tells nothing: too few of its runs have the metric',
      {
        hint: '--pairs N needs no pilot',
      },
    );
  }
  const needed = pairsToDetect(detect, pilot.deviation);
  if (needed !== undefined) return needed;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  throw new FibimgError('refused', `too many pairs would be needed to see ${percent(detect - 1)}`, {
    why: `one pair varies by ${percent(pilot.deviation)}`,
    hint: 'run longer (--duration), quiet the machine, or ask for less with a larger --detect',
  });
};
