import { expect, it } from 'vitest';
import { memoryFigures } from '../../../src/bench/lab/memory-figures.ts';
import type { SweepCell } from '../../../src/bench/lab/memory-sweep.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';

const cell = (round: number, ms: number): SweepCell => ({
  ...{ round, memoryMb: 1024, coldMs: [], coldBilledMs: [], unproven: 0, failures: [] },
  ...{ warmMs: [ms], warmBilledMs: [ms] },
});

const figuresOf = (times: readonly number[]) =>
  memoryFigures(
    { cells: times.map((ms, at) => cell(at + 1, ms)), failures: [] },
    {
      ...{ sizesMb: [1024], place: { region: 'us-east-1', architecture: 'x86_64' } },
      ...{ prices: currentPrices, tolerance: 0.1, seed: 1 },
    },
  ).sizes[0];

it('prices a million requests by what all of them are billed, and latency by the middle', () => {
  const found = figuresOf([10, 20, 90]);
  // 40 ms on average: a million times 0.04 GB-seconds, and 20 cents of requests.
  expect(found?.warmUsd?.value).toBeCloseTo(1e6 * 0.04 * 0.0000166667 + 0.2, 9);
  expect(found?.warmMs?.value).toBeCloseTo((10 * 20 * 90) ** (1 / 3), 9);
  // Nothing costs less than nothing.
  expect(found?.warmUsd?.interval?.[0]).toBe(0);
});
