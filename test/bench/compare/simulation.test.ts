import { expect, it } from 'vitest';
import {
  duetCases,
  missedBounds,
  sequentialCases,
} from '../../../benchmarks/compare-simulation/verdict-rates.ts';
import { seededRandom } from '../seeded-random.ts';

const chanceOf = (seed: number) => {
  const { below, normal } = seededRandom(seed);
  return { normal, uniform: () => below(2 ** 32) / 2 ** 32 };
};

// The short form of benchmarks/compare-simulation.ts; the slack is three standard deviations of so few experiments.
it('keeps what it promises of duets under every disturbance', () => {
  const cases = duetCases(chanceOf(1), 500, 8);
  const missed = cases.flatMap((one) =>
    missedBounds(one, 0.03).map((bound) => `${one.what.name}, ${one.effect}: ${bound}`),
  );
  expect(missed).toEqual([]);
});

it('shows why runs that are not interleaved gate nothing by themselves', () => {
  const drifting = sequentialCases(chanceOf(2), 500, 8).find(
    ({ what }) => what.drift !== undefined,
  );
  const { worse = 0, better = 0 } = drifting?.rates ?? {};
  expect(worse + better).toBeGreaterThan(0.25);
});
