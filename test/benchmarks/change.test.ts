import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf } from '../../benchmarks/regressions/change.ts';

const ratios = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
  minLength: 4,
  maxLength: 12,
});
const scaled = (values: readonly number[], factor: number) => values.map((one) => one * factor);

/** Rounds about a ratio, spread by so much either way. */
const rounds = (ratio: number, spread: number, count = 7): number[] =>
  Array.from({ length: count }, (_, at) => ratio * (1 + spread * (2 * (at / (count - 1)) - 1)));

describe('the change of a ratio', () => {
  it('follows the rounds, and has its interval around it', () => {
    fc.assert(
      fc.property(ratios, ratios, fc.double({ min: 0.5, max: 2, noNaN: true }), (a, b, factor) => {
        const change = changeOf(a, b, 0.1);
        const moved = changeOf(scaled(a, factor), b, 0.1);
        for (const name of ['factor', 'low', 'high'] as const) {
          expect(moved[name]).toBeCloseTo(change[name] * factor, 9);
        }
        expect(change.low).toBeLessThanOrEqual(change.factor);
        expect(change.high).toBeGreaterThanOrEqual(change.factor);
        expect(changeOf(b, a, 0.1).factor).toBeCloseTo(1 / change.factor, 9);
      }),
    );
  });

  it('has the interval of the exact rank sum test', () => {
    // With 5 and 5, 2.5 % leave out the two outermost of the 25 differences on either side.
    const now = [1, 2, 3, 4, 5].map((value) => Math.exp(value));
    const stored = [1, 2, 3, 4, 5].map((value) => Math.exp(value / 100));
    const shifts = now.flatMap((one) => stored.map((other) => one / other)).sort((a, b) => a - b);
    expect(changeOf(now, stored, 0.1)).toMatchObject({
      low: expect.closeTo(shifts[2] ?? 0, 9),
      high: expect.closeTo(shifts[22] ?? 0, 9),
    });
  });

  it('is told only where it is sure', () => {
    const verdict = (factor: number, spread: number) =>
      changeOf(rounds(1.2 * factor, spread), rounds(1.2, spread), 0.1).verdict;
    expect(verdict(1, 0.02)).toBe('same');
    expect(verdict(1.2, 0.02)).toBe('worse');
    expect(verdict(0.8, 0.02)).toBe('better');
    expect(verdict(1.1, 0.02)).toBe('undecided');
    expect(verdict(1, 0.5)).toBe('undecided');
    expect(changeOf([30, 30, 30, 30], [30, 30, 30, 30], 0.01).verdict).toBe('same');
  });

  it('is undecided by too few rounds, and says how many more it takes', () => {
    expect(changeOf([1, 1], rounds(1, 0.01), 0.1)).toMatchObject({
      ...{ verdict: 'undecided', roundsMore: 1, low: 0, high: Number.POSITIVE_INFINITY },
    });
    expect(changeOf([1, 1], [1], 0.1).roundsMore).toBe(37);
    const near = changeOf(rounds(1, 0.2), rounds(1, 0.05, 40), 0.1);
    expect(near.verdict).toBe('undecided');
    expect(near.roundsMore).toBeGreaterThan(1);
    expect(near.roundsMore).toBeLessThan(100);
    const more = changeOf(rounds(1, 0.2, 7 + near.roundsMore), rounds(1, 0.05, 40), 0.1);
    expect(more.verdict).toBe('same');
    expect(changeOf(rounds(1, 0.5), rounds(1, 0.5), 0.02).roundsMore).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(changeOf(rounds(1, 0.01), rounds(1, 0.01), 0.1).roundsMore).toBe(0);
  });
});
