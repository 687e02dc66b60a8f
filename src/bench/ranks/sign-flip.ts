import { lastWithin, normalAtMost, normalCritical, normalPoint } from './normal.ts';

/** Beyond so many the normal distribution is as good, and the exact one takes long. */
const mostExact = 40;

/**
 * The chance of each sum of the weights whose sign is minus, when each sign is a fair coin: what a sign-flip test over
 * all 2^n flips counts, without going through them.
 */
export const flipChances = (weights: readonly number[]): readonly number[] => {
  let chances: readonly number[] = [1];
  for (const weight of weights) {
    const before = chances;
    chances = Array.from(
      { length: before.length + weight },
      (_, sum) => ((before[sum] ?? 0) + (before[sum - weight] ?? 0)) / 2,
    );
  }
  return chances;
};

/**
 * The weights of the ranks of n differences: the rank itself, as in Wilcoxon's test, and so little of its normal score
 * that it only orders sums which are equal otherwise. Of 8 differences Wilcoxon's test rejects 10 of the 256 flips, and
 * 12 are 5 %: that costs 2 of 100 findings.
 */
export const rankWeights = (n: number): readonly number[] =>
  Array.from(
    { length: n },
    (_, at) => 200 * (at + 1) + Math.round(100 * normalPoint(0.5 + (at + 1) / (2 * (n + 1)))),
  );

interface FlipTest {
  readonly weights: readonly number[];
  /** Of as many differences as there are weights; undefined where no sum is rare enough. */
  critical(alpha: number): number | undefined;
  atMost(sum: number): number;
}

const tests = new Map<number, FlipTest>();

/** The sign-flip test of n differences, which depends on n alone. */
export const flipTest = (n: number): FlipTest => {
  const known = tests.get(n);
  if (known !== undefined) return known;
  const made = n > mostExact ? normalTest(rankWeights(n)) : exactTest(rankWeights(n));
  tests.set(n, made);
  return made;
};

const exactTest = (weights: readonly number[]): FlipTest => {
  const chances = flipChances(weights);
  const below: number[] = [];
  let sum = 0;
  for (const chance of chances) {
    sum += chance;
    below.push(sum);
  }
  return {
    weights,
    critical: (alpha) => lastWithin(chances, alpha),
    atMost: (against) => (against < 0 ? 0 : Math.min(1, below[against] ?? 1)),
  };
};

const normalTest = (weights: readonly number[]): FlipTest => {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  const variance = weights.reduce((sum, weight) => sum + weight ** 2, 0) / 4;
  return {
    weights,
    critical: (alpha) => normalCritical(mean, variance, alpha),
    atMost: (sum) => normalAtMost(sum, mean, variance),
  };
};

/** The weights of the differences that are not above `centre`. What ties counts against the difference. */
export const weightAgainst = (
  differences: readonly number[],
  centre: number,
  weights: readonly number[],
): number =>
  differences
    .map((difference) => difference - centre)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b) || b - a)
    .reduce((sum, value, at) => (value <= 0 ? sum + (weights[at] ?? 0) : sum), 0);
