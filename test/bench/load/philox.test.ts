import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDraw, drawAt, philox, type Words } from '../../../src/bench/load/philox.ts';

const ones = 0xffffffff;

it.each<[Words, readonly [number, number], Words]>([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [ones, ones, ones, ones],
    [ones, ones],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])("gives the known answers of the authors' Random123: %j", (counter, key, words) => {
  expect(philox(counter, key)).toEqual(words);
});

/** 601 values, 100 of each expected: below 480 or above 740 one time in 10,000. */
const chiSquaredOf = (draw: (place: number) => number): number => {
  const counts = new Array<number>(601).fill(0);
  for (let place = 0; place < 60_100; place++) {
    const value = draw(place);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
};

const expectUniform = (draw: (place: number) => number): void => {
  const chiSquared = chiSquaredOf(draw);
  expect(chiSquared).toBeGreaterThan(480);
  expect(chiSquared).toBeLessThan(740);
};

it('draws uniformly along a stream, across streams, across seeds and one after another (chi-squared)', () => {
  expectUniform((place) => drawAt(42, 0, place, 601));
  expectUniform((place) => drawAt(42, place, 0, 601));
  expectUniform((place) => drawAt(place, 1, 7, 601));
  expectUniform((place) => drawAt(1, place % 200, Math.floor(place / 200), 601));
  const draw = createDraw(42);
  expectUniform(() => draw(601));
});

it('has no pairs more often than others: neighbours in a stream are independent (chi-squared)', () => {
  const counts = new Array<number>(601).fill(0);
  for (let pair = 0; pair < 60_100; pair++) {
    const sum = drawAt(7, 3, pair, 601) - drawAt(7, 3, pair + 1, 601) + 601;
    counts[sum % 601] = (counts[sum % 601] ?? 0) + 1;
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  expect(chiSquared).toBeGreaterThan(480);
  expect(chiSquared).toBeLessThan(740);
});

it('draws apart from every stream of a schedule with the same seed', () => {
  const draw = createDraw(9);
  const own = Array.from({ length: 40 }, () => draw(2 ** 32));
  const open = Array.from({ length: 40 }, (_, place) => drawAt(9, 0, place, 2 ** 32));
  expect(own.filter((word) => open.includes(word))).toEqual([]);
});

it('stays below any bound and keeps no state (property)', () => {
  const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const bound = fc.integer({ min: 1, max: 2 ** 32 });
  fc.assert(
    fc.property(seed, fc.nat(), fc.nat(), bound, (seed, stream, place, bound) => {
      const drawn = drawAt(seed, stream, place, bound);
      expect(drawn).toBeGreaterThanOrEqual(0);
      expect(drawn).toBeLessThan(bound);
      expect(drawAt(seed, stream, place, bound)).toBe(drawn);
    }),
  );
});

it('is free of the bias of a remainder: two thirds of the words are rejected evenly', () => {
  const bound = 3 * 2 ** 30;
  let high = 0;
  for (let place = 0; place < 3000; place++) if (drawAt(1, 0, place, bound) >= 2 ** 31) high += 1;
  expect(high).toBeGreaterThan(900);
  expect(high).toBeLessThan(1100);
});
