import type { Interval } from '../record/effect.ts';

/** Two say nothing of how far a third would lie from them. */
export const fewestUnits = 3;

/** A mean over rounds or bursts, and the 95 % interval around it; null with fewer than three of them. */
interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
  /** Rounds or bursts that it rests on. */
  readonly units: number;
}

/** The mean of one figure for each unit, with Student's interval; undefined where there is none. */
export const meanOf = (figures: readonly number[]): Estimate | undefined => {
  const units = figures.length;
  if (units === 0) return undefined;
  const value = figures.reduce((sum, figure) => sum + figure, 0) / units;
  if (units < fewestUnits) return { value, interval: null, units };
  const squares = figures.reduce((sum, figure) => sum + (figure - value) ** 2, 0);
  const half = student975(units - 1) * Math.sqrt(squares / (units - 1) / units);
  return { value, interval: [value - half, value + half], units };
};

/**
 * The same of figures above 0 whose spread grows with them, as times do from round to round: on their logarithms, so
 * that the value is their geometric mean. Undefined also where a figure is not above 0.
 */
export const geometricMeanOf = (figures: readonly number[]): Estimate | undefined => {
  if (figures.some((figure) => figure <= 0)) return undefined;
  const estimate = meanOf(figures.map(Math.log));
  if (estimate === undefined) return undefined;
  const { value, interval, units } = estimate;
  const ends = interval && ([Math.exp(interval[0]), Math.exp(interval[1])] as const);
  return { value: Math.exp(value), interval: ends, units };
};

/** The 97.5 % points of Student's t with 1 to 8 degrees of freedom, from the tables. */
const table = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306];

/** The 97.5 % point of Student's t: from 9 degrees on by the Cornish-Fisher expansion, within 0.002. */
export const student975 = (degrees: number): number => {
  const tabled = table[degrees - 1];
  if (tabled !== undefined) return tabled;
  const first = (z975 ** 3 + z975) / 4;
  const second = (5 * z975 ** 5 + 16 * z975 ** 3 + 3 * z975) / 96;
  const third = (3 * z975 ** 7 + 19 * z975 ** 5 + 17 * z975 ** 3 - 15 * z975) / 384;
  return z975 + first / degrees + second / degrees ** 2 + third / degrees ** 3;
};

/** The 97.5 % point of the normal distribution. */
export const z975 = 1.959964;
