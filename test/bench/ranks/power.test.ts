import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/bench/compare/verdict.ts';
import {
  detectableRatio,
  pairsToDecide,
  pairsToDetect,
  spreadRange,
  standardDeviation,
} from '../../../src/bench/ranks/power.ts';
import { pairedRatio } from '../../../src/bench/ranks/ratio.ts';
import { seededRandom } from '../seeded-random.ts';

const found = (pairs: number, sd: number, ratio: number, experiments: number): number => {
  const { normal } = seededRandom(pairs);
  let count = 0;
  for (let at = 0; at < experiments; at += 1) {
    const logs = Array.from({ length: pairs }, () => Math.log(ratio) + sd * normal());
    const { interval } = pairedRatio(logs);
    if (interval !== null && interval[0] > 1) count += 1;
  }
  return count / experiments;
};

describe('what so many pairs show', () => {
  it.each([6, 8, 12, 20, 40])('%d pairs find it in about 80 of 100', (pairs) => {
    const share = found(pairs, 0.03, detectableRatio(pairs, 0.03), 1500);
    expect(share).toBeGreaterThan(0.76);
    expect(share).toBeLessThan(0.86);
  });

  it('holds with the fewest pairs too, where all of them must lie on one side', () => {
    expect(found(6, 0.03, detectableRatio(6, 0.03), 10_000)).toBeGreaterThan(0.785);
  });

  it('is turned around by the number of pairs that shows a ratio', () => {
    const pairs = pairsToDetect(1.03, 0.03) ?? 0;
    expect(detectableRatio(pairs, 0.03)).toBeLessThanOrEqual(1.03);
    expect(detectableRatio(pairs - 1, 0.03)).toBeGreaterThan(1.03);
    expect(pairsToDetect(1.5, 0.001)).toBe(6);
    expect(pairsToDetect(1.0001, 0.5)).toBeUndefined();
  });
});

describe('pairs that would decide', () => {
  it('decide in most duets, whichever way is shorter', () => {
    const { normal } = seededRandom(7);
    for (const ratio of [1, 1.01, 1.025]) {
      const pairs = pairsToDecide({ ratio, sd: 0.02 }, 0.03, 8) ?? 0;
      expect(pairs).toBeGreaterThan(8);
      let decided = 0;
      for (let at = 0; at < 400; at += 1) {
        const logs = Array.from({ length: pairs }, () => Math.log(ratio) + 0.02 * normal());
        if (judge(pairedRatio(logs).interval, 0.03) !== 'undecided') decided += 1;
      }
      expect(decided / 400).toBeGreaterThan(0.6);
    }
  });
});

it('knows how little two or three pilot pairs tell of the spread', () => {
  expect(standardDeviation([1, 2, 3])).toBe(1);
  const [low, high] = spreadRange(1, 3);
  expect([low.toFixed(2), high.toFixed(2)]).toEqual(['0.66', '3.08']);
  const { normal } = seededRandom(3);
  let held = 0;
  for (let at = 0; at < 2000; at += 1) {
    const [from, to] = spreadRange(standardDeviation([normal(), normal(), normal(), normal()]), 4);
    if (from <= 1 && 1 <= to) held += 1;
  }
  expect(held / 2000).toBeGreaterThan(0.77);
  expect(held / 2000).toBeLessThan(0.83);
});

it.each([
  [6, '0.74', '1.76'],
  [7, '0.75', '1.65'],
  [10, '0.78', '1.47'],
  [20, '0.84', '1.28'],
])('knows what a longer pilot tells: %d pairs', (pairs, low, high) => {
  // Points of chi-square from tables: 1.610 and 9.236, 2.204 and 10.645, 4.168 and 14.684, 11.651 and 27.204.
  expect(spreadRange(1, pairs).map((end) => end.toFixed(2))).toEqual([low, high]);
});
