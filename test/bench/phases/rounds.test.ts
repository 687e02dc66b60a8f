import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { canBeCut, loadOfRound, roundsOf } from '../../../src/bench/phases/rounds.ts';

const common = { gracefulStopMs: 0, thinkTimeMs: 0 };
const looping = (durationMs: number): Load => ({
  ...{ executor: 'constant-vus', vus: 2, durationMs, ...common },
});
const shared: Load = {
  ...{ executor: 'shared-iterations', vus: 2, iterations: 11, maxDurationMs: 1000 },
  ...{ maxRequests: 7, ...common },
};

describe('rounds of a load', () => {
  it.each([
    [500, 1],
    [1999, 1],
    [3000, 3],
    [7500, 5],
    [60_000, 5],
  ])('%d ms are cut into %d', (durationMs, rounds) => {
    expect(roundsOf(looping(durationMs))).toBe(rounds);
  });

  it('are one where nobody says and the load is no length of time', () => {
    expect(roundsOf(shared)).toBe(1);
    const stages = [{ durationMs: 9000, target: 5 }];
    const ramping: Load = { executor: 'ramping-vus', startVus: 0, stages, ...common };
    expect([roundsOf(ramping), canBeCut(ramping), canBeCut(shared)]).toEqual([1, false, true]);
  });

  it('add up to the load', () => {
    const parts = [0, 1, 2].map((index) => loadOfRound(shared, 3, index));
    expect(parts.map((part) => 'iterations' in part && part.iterations)).toEqual([4, 4, 3]);
    expect(parts.map(({ maxRequests }) => maxRequests)).toEqual([3, 2, 2]);
    expect(loadOfRound(looping(7500), 5, 4)).toEqual(looping(1500));
    expect(loadOfRound(shared, 1, 0)).toBe(shared);
  });
});
