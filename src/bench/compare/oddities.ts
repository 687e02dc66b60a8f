import { medianOf } from '../record/round-recorder.ts';

/** Beyond so many robust deviations a run is named: about 1 of 2,000 of a normal distribution. */
const outlying = 3.5;

/** Makes the median absolute deviation that of a normal distribution. */
const madFactor = 1.4826;

/** The places of values that lie far from all others. They are named and stay in: ranks bound what they can do. */
export const outliersIn = (values: readonly number[]): readonly number[] => {
  if (values.length < 5) return [];
  const middle = medianOf(values);
  const deviation = madFactor * medianOf(values.map((value) => Math.abs(value - middle)));
  return deviation === 0
    ? []
    : values.flatMap((value, at) => (Math.abs(value - middle) > outlying * deviation ? [at] : []));
};

/** How much wider the gap between two groups must be than what is within them. */
const gapFactor = 5;

/**
 * Whether values fall into two groups: at the widest gap, each side holding at least a quarter of them, and the middles
 * further apart than `gapFactor` times the spread within.
 */
export const inTwoGroups = (values: readonly number[]): boolean => {
  const sorted = values.toSorted((a, b) => a - b);
  const fewest = Math.max(2, Math.ceil(sorted.length / 4));
  let [cut, widest] = [0, 0];
  for (let at = fewest; at <= sorted.length - fewest; at += 1) {
    const gap = (sorted[at] ?? 0) - (sorted[at - 1] ?? 0);
    if (gap > widest) [cut, widest] = [at, gap];
  }
  if (cut === 0) return false;
  const [low, high] = [sorted.slice(0, cut), sorted.slice(cut)];
  const squares = [low, high].flatMap((group) => {
    const mean = group.reduce((sum, value) => sum + value, 0) / group.length;
    return group.map((value) => (value - mean) ** 2);
  });
  const within = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (sorted.length - 2));
  return medianOf(high) - medianOf(low) > gapFactor * within;
};
