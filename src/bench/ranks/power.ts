import type { Interval } from '../record/effect.ts';
import { student975 } from '../stats/mean-interval.ts';

/** Fewer cannot reach 5 %, whatever they show: 2 of 2^5 flips are 6 %. */
export const fewestPairs = 6;

/** What a duet is still run for; beyond it the noise is to be lowered, not repeated. */
const mostPairs = 200;

/** How much wider a spread the ranks need than the mean does (Pitman's efficiency of the signed ranks, 3/pi). */
const rankFactor = Math.sqrt(Math.PI / 3);

/**
 * The difference that so many pairs find in 80 of 100 duets, as a ratio above 1, where the log ratios of pairs have the
 * standard deviation `sd`.
 */
export const detectableRatio = (pairs: number, sd: number): number => Math.exp(reachOf(pairs) * sd);

/** In standard deviations of one pair. */
const reachOf = (pairs: number): number =>
  ((student975(pairs - 1) + student80(pairs - 1)) * rankFactor * smallSample(pairs)) /
  Math.sqrt(pairs);

/** Ranks are coarse where pairs are few: with 6 only one of 32 outcomes decides, all pairs on one side. */
const smallSample = (pairs: number): number =>
  pairs === fewestPairs ? 1.23 : 1 + 0.3 / (pairs - 4);

/** The 80 % point of Student's t by the Cornish-Fisher expansion, within 0.003 from 4 degrees on. */
const student80 = (degrees: number): number => {
  const z = 0.841621;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / degrees + second / degrees ** 2;
};

/** How many pairs show such a ratio; undefined beyond `mostPairs`. */
export const pairsToDetect = (ratio: number, sd: number): number | undefined =>
  firstFrom(fewestPairs, (pairs) => detectableRatio(pairs, sd) <= ratio);

const firstFrom = (from: number, holds: (pairs: number) => boolean): number | undefined => {
  for (let pairs = from; pairs <= mostPairs; pairs += 1) if (holds(pairs)) return pairs;
  return undefined;
};

/**
 * How many pairs would decide, were the difference what it seems: enough to tell it from none, or to see that it lies
 * within the tolerance, whichever takes fewer. Undefined beyond `mostPairs`.
 */
export const pairsToDecide = (
  { ratio, sd }: { readonly ratio: number; readonly sd: number },
  tolerance: number,
  have: number,
): number | undefined => {
  const seen = Math.abs(Math.log(ratio));
  const room = Math.max(seen, Math.log(1 + tolerance) - seen);
  return firstFrom(Math.max(fewestPairs, have + 1), (pairs) => reachOf(pairs) * sd <= room);
};

export const standardDeviation = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
};

/** Points of chi-square at 10 and 90 % with 1 to 5 degrees of freedom, from the tables. */
const chiSquare = [
  [0.01579, 2.7055],
  [0.2107, 4.6052],
  [0.5844, 6.2514],
  [1.0636, 7.7794],
  [1.6103, 9.2364],
] as const;

/** The point that chi-square is below with the chance of a normal value below `z`, by Wilson and Hilferty: within 0.1 % from 6 degrees on. */
const chiSquarePoint = (degrees: number, z: number): number => {
  const share = 2 / (9 * degrees);
  return degrees * (1 - share + z * Math.sqrt(share)) ** 3;
};

const z90 = 1.281552;

/** What the standard deviation may be, 80 times in 100, that so few values show as `sd`. */
export const spreadRange = (sd: number, values: number): Interval => {
  const degrees = values - 1;
  const [low, high] = chiSquare[degrees - 1] ?? [
    chiSquarePoint(degrees, -z90),
    chiSquarePoint(degrees, z90),
  ];
  return [sd * Math.sqrt(degrees / high), sd * Math.sqrt(degrees / low)];
};
