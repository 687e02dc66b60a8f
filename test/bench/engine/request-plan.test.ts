import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExhaustivePlan, createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { RequestPlan } from '../../../src/bench/engine/requester.ts';
import { distinctInts } from '../../../src/bench/load/ints.ts';
import {
  createXoshiro,
  drawBelow,
  splitMix64,
  xoshiroFrom,
} from '../../../src/bench/load/xoshiro.ts';

const take = (plan: RequestPlan, count: number) =>
  Array.from({ length: count }, () => plan.next()?.pixels);

const pixels = fc.integer({ min: 1, max: 5000 });
const range = fc
  .tuple(pixels, pixels)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ints = fc.oneof(range, fc.array(pixels, { minLength: 1, maxLength: 20 }));

describe('the generator', () => {
  it('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
    const next = xoshiroFrom([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });

  it('gives the published sequence of SplitMix64 for the seed 1234567', () => {
    expect([1n, 2n, 3n].map((nth) => splitMix64(1234567n, nth))).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
    ]);
  });

  it('draws uniformly (chi-squared over 601 values, 60,100 draws, p > 0.0001)', () => {
    const next = createXoshiro(42);
    const counts = new Array<number>(601).fill(0);
    for (let draw = 0; draw < 60_100; draw++) {
      const value = drawBelow(next, 601);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chiSquared).toBeGreaterThan(480);
    expect(chiSquared).toBeLessThan(740);
  });
});

describe('createRequestPlan', () => {
  it('gives one sequence for one seed, inside the range, numbered', () => {
    const spec = { from: 400, to: 1000 };
    const first = take(createRequestPlan(spec, 5), 1000);
    expect(take(createRequestPlan(spec, 5), 1000)).toEqual(first);
    expect(take(createRequestPlan(spec, 6), 1000)).not.toEqual(first);
    expect(Math.min(...first.map(Number))).toBeGreaterThanOrEqual(400);
    expect(Math.max(...first.map(Number))).toBeLessThanOrEqual(1000);
    const plan = createRequestPlan(spec, 5);
    expect([plan.next()?.index, plan.next()?.index]).toEqual([0, 1]);
  });

  it('draws from a list, and leaves the choice to the service without one', () => {
    expect(new Set(take(createRequestPlan([7, 9], 1), 100))).toEqual(new Set([7, 9]));
    expect(take(createRequestPlan(null, 1), 2)).toEqual([undefined, undefined]);
  });
});

describe('createExhaustivePlan', () => {
  it('gives every different integer once, in an order of the seed, and then ends', () => {
    fc.assert(
      fc.property(ints, fc.nat(), (spec, seed) => {
        const all = distinctInts(spec);
        const drawn = take(createExhaustivePlan(spec, seed), all.length + 2);
        expect(drawn.slice(-2)).toEqual([undefined, undefined]);
        expect(
          drawn
            .slice(0, -2)
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(all);
      }),
      { numRuns: 50 },
    );
    const order = (seed: number) => take(createExhaustivePlan({ from: 1, to: 50 }, seed), 50);
    expect(order(1)).not.toEqual(order(2));
  });
});
