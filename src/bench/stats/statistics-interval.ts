import type { RunBlocks } from './statistics-blocks.ts';
import { type Below, createResampler, type RunStatistics } from './statistics-resample.ts';

export type Interval = readonly [number, number];

/** Fewer blocks say too little of how a run varies. */
export const fewestBlocks = 10;

/** One figure of a run, of which the ratio is taken. */
export type Measure = (run: RunStatistics) => number;

/**
 * 95 % intervals for ratios second over first, by block bootstrap within each of two runs: how far chance
 * inside these runs could have moved the ratio. They say nothing of other runs. Null with too few blocks.
 *
 * The spread of the drawn logarithms is put around the observed one with Student's t and the factor
 * sqrt(n / (n - 1)): plain percentiles of so few blocks are too narrow.
 */
export const ratioIntervals = (
  first: RunBlocks,
  second: RunBlocks,
  measures: readonly Measure[],
  below: Below,
  draws = 400,
): readonly (Interval | null)[] => {
  const blocks = Math.min(first.blocks.length, second.blocks.length);
  if (blocks < fewestBlocks) return measures.map(() => null);
  const runs = [createResampler(first), createResampler(second)] as const;
  const logRatios = (a: RunStatistics, b: RunStatistics): readonly number[] =>
    measures.map((measure) => Math.log(measure(b) / measure(a)));
  const observed = logRatios(runs[0].observed(), runs[1].observed());
  const drawn = Array.from({ length: draws }, () =>
    logRatios(runs[0].draw(below), runs[1].draw(below)),
  );
  return observed.map((centre, at) => {
    const column = drawn.map((row) => row[at] ?? Number.NaN);
    return around(centre, column, blocks);
  });
};

const around = (centre: number, drawn: readonly number[], blocks: number): Interval | null => {
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const squares = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (drawn.length - 1));
  const half = student975(blocks - 1) * deviation * Math.sqrt(blocks / (blocks - 1));
  const interval = [Math.exp(centre - half), Math.exp(centre + half)] as const;
  return interval.every(Number.isFinite) ? interval : null;
};

/** The 97.5 % point of Student's t, by the Cornish-Fisher expansion: within 0.002 from 9 degrees on. */
export const student975 = (degrees: number): number => {
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
};
