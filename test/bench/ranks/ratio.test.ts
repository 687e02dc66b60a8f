import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../../src/bench/ranks/holm.ts';
import { lastWithin } from '../../../src/bench/ranks/normal.ts';
import { rankSumAtMost, rankSumCritical } from '../../../src/bench/ranks/rank-sum.ts';
import { pairedRatio, unpairedRatio } from '../../../src/bench/ranks/ratio.ts';
import { flipChances, flipTest, rankWeights } from '../../../src/bench/ranks/sign-flip.ts';

const logs = (least: number, most = least) =>
  fc.array(
    fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 1e6),
    { minLength: least, maxLength: most },
  );

describe('the distribution of sign flips', () => {
  const ranks = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

  // Critical values of Wilcoxon's signed-rank sum, as in the tables of any textbook of nonparametric statistics.
  it.each([
    [5, undefined, undefined],
    [6, 0, undefined],
    [7, 2, undefined],
    [8, 3, 0],
    [9, 5, 1],
    [10, 8, 3],
    [12, 13, 7],
    [15, 25, 15],
    [20, 52, 37],
    [25, 89, 68],
    [30, 137, 109],
  ])('of %d ranks rejects up to %s at 5 %%, up to %s at 1 %%', (n, at5, at1) => {
    const chances = flipChances(ranks(n));
    expect([lastWithin(chances, 0.05), lastWithin(chances, 0.01)]).toEqual([at5, at1]);
  });

  it('of ranks with their scores rejects what that of ranks rejects, and uses 5 % up', () => {
    for (const n of [6, 7, 8, 9, 10, 12, 16]) {
      const { atMost, critical, weights } = flipTest(n);
      const rejected = 2 * atMost(critical(0.05) ?? -1);
      const plain = flipChances(ranks(n)).slice(
        0,
        (lastWithin(flipChances(ranks(n)), 0.05) ?? -1) + 1,
      );
      expect(rejected).toBeLessThanOrEqual(0.05);
      expect(rejected).toBeGreaterThanOrEqual(
        2 * plain.reduce((sum, chance) => sum + chance, 0) - 1e-12,
      );
      expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    }
    expect(2 * flipTest(8).atMost(flipTest(8).critical(0.05) ?? -1)).toBeCloseTo(12 / 256, 12);
  });

  it('goes on as the normal one', () => {
    const [exact, normal] = [flipTest(40), flipTest(41)];
    const middle = rankWeights(41).reduce((sum, weight) => sum + weight, 0) / 2;
    expect(normal.atMost(middle)).toBeCloseTo(0.5, 2);
    const share = (test: typeof exact) =>
      (test.critical(0.05) ?? 0) / test.weights.reduce((sum, one) => sum + one, 0);
    expect(share(normal)).toBeCloseTo(share(exact), 2);
  });
});

describe("Mann and Whitney's distribution", () => {
  it.each([
    [3, 3, undefined],
    [4, 4, 0],
    [5, 5, 2],
    [6, 6, 5],
    [5, 8, 6],
    [8, 8, 13],
    [8, 10, 17],
    [10, 10, 23],
    [20, 20, 127],
  ])('of %d and %d rejects up to %s at 5 %%', (m, n, critical) => {
    expect(rankSumCritical(m, n, 0.05)).toBe(critical);
    expect(rankSumCritical(n, m, 0.05)).toBe(critical);
  });

  it('is that of all splits of the ranks', () => {
    // U of 2 against 3: 1, 1, 2, 2, 2, 1, 1 of 10 splits.
    const chances = [0, 1, 2, 3, 4, 5, 6].map((u) => rankSumAtMost(2, 3, u));
    expect(chances.map((chance) => Math.round(10 * chance))).toEqual([1, 2, 4, 6, 8, 9, 10]);
  });
});

describe('pairedRatio', () => {
  // Hollander and Wolfe, Nonparametric Statistical Methods, table 3.1: nine patients before and after.
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

  it('is the estimate, the interval and the p value of the book', () => {
    const differences = after.map((value, at) => value - (before[at] ?? 0));
    const { ratio, interval, p } = pairedRatio(differences);
    expect(Math.log(ratio)).toBeCloseTo(-0.46, 3);
    // The book's interval, -0.786 to -0.010, holds 96.1 %; one of 95 % lies within it.
    const [low = 0, high = 0] = interval?.map(Math.log) ?? [];
    expect(low).toBeGreaterThanOrEqual(-0.787);
    expect(high).toBeLessThanOrEqual(-0.0099);
    expect([low < -0.6, high > -0.2]).toEqual([true, true]);
    // The book's 0.0391 is of the ranks alone: 20 of 512 flips, and those that tie with ours are ordered.
    expect(p).toBeLessThanOrEqual(0.0391);
    expect(p).toBeGreaterThan(0.03);
  });

  it('has the p value that flipping every sign gives', () => {
    fc.assert(
      fc.property(logs(1, 8), (differences) => {
        fc.pre(new Set(differences.map(Math.abs)).size === differences.length);
        fc.pre(!differences.includes(0));
        const weights = rankWeights(differences.length);
        const against = (values: readonly number[]): number => {
          const ranked = values.toSorted((a, b) => Math.abs(a) - Math.abs(b));
          const sum = (sign: number) =>
            ranked.reduce(
              (all, value, at) => (Math.sign(value) === sign ? all + (weights[at] ?? 0) : all),
              0,
            );
          return Math.min(sum(1), sum(-1));
        };
        const flips = Array.from({ length: 2 ** differences.length }, (_, pattern) =>
          differences.map((value, at) => ((pattern >> at) & 1 ? -value : value)),
        );
        const seen = against(differences);
        const rare = flips.filter((flip) => against(flip) <= seen).length / flips.length;
        expect(pairedRatio(differences).p).toBeCloseTo(Math.min(1, rare), 9);
      }),
    );
  });

  it('says the same by interval and by p value, moves with its data and turns with them', () => {
    fc.assert(
      fc.property(logs(6, 12), (differences) => {
        const { ratio, interval, p } = pairedRatio(differences);
        const [low, high] = interval ?? [Number.NaN, Number.NaN];
        expect(low > 1 || high < 1).toBe(p <= 0.05);
        expect(ratio).toBeGreaterThanOrEqual(low * (1 - 1e-12));
        expect(ratio).toBeLessThanOrEqual(high * (1 + 1e-12));
        const turned = pairedRatio(differences.map((value) => -value));
        expect(Math.log(turned.ratio)).toBeCloseTo(-Math.log(ratio), 9);
        expect(turned.p).toBe(p);
        const moved = pairedRatio(differences.map((value) => value + 0.5));
        expect(Math.log(moved.ratio)).toBeCloseTo(Math.log(ratio) + 0.5, 9);
      }),
    );
  });

  it('has no interval with fewer than six, and stands one wild pair', () => {
    expect(pairedRatio([0.1, 0.1, 0.1, 0.1, 0.1])).toMatchObject({ interval: null, p: 0.0625 });
    const calm = [0.01, -0.02, 0.02, 0, 0.01, -0.01, 0.02, -0.02];
    const wild = pairedRatio([...calm.slice(0, 7), 3]);
    expect(wild.ratio).toBeLessThan(1.03);
    expect(wild.interval?.[0]).toBeLessThan(1);
  });
});

describe('unpairedRatio', () => {
  it('is the estimate and the p value of the book', () => {
    // Hollander and Wolfe, table 4.1: permeability constants.
    const at12To26 = [1.15, 0.88, 0.9, 0.74, 1.21];
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const { ratio, p } = unpairedRatio(at12To26, atTerm);
    expect(Math.log(ratio)).toBeCloseTo(0.305, 6);
    expect(p).toBeCloseTo(0.2544, 4);
  });

  it('needs four of each, and says the same by interval and by p value', () => {
    expect(unpairedRatio([1, 2, 3], [4, 5, 6]).interval).toBeNull();
    expect(unpairedRatio([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeCloseTo(2 / 70, 9);
    fc.assert(
      fc.property(logs(4, 9), logs(4, 9), (base, changed) => {
        const { interval, p } = unpairedRatio(base, changed);
        const [low, high] = interval ?? [Number.NaN, Number.NaN];
        expect(low > 1 || high < 1).toBe(p <= 0.05);
      }),
    );
  });
});

it("adjusts p values by Holm's steps, in the order given", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([])).toEqual([]);
  expect(holm([0.6, 0.9])).toEqual([1, 1]);
});
