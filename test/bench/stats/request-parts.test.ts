import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Population } from '../../../src/bench/record/document.ts';
import { requestParts } from '../../../src/bench/stats/request-parts.ts';

const population = (medMs: number, functionMs?: number, serviceMs?: number): Population => {
  const times = (med: number) => ({ values: { med, count: 40 }, histogram: '' });
  return {
    ...{ part: 'load', start: 'warm', outcome: 'stored', intervals: {}, shape: [] },
    ...times(medMs),
    ...(functionMs !== undefined && { function: times(functionMs) }),
    ...(serviceMs !== undefined && { service: times(serviceMs) }),
  };
};

const partsOf = (one: Population, minMs: number) =>
  requestParts([one], { roundTripMs: { count: 9, min: minMs, med: 2 * minMs, p95: 3 * minMs } })[0];

it('is network, function and the rest', () => {
  expect(partsOf(population(31, 9), 12)).toEqual({
    ...{ part: 'load', start: 'warm', outcome: 'stored', requests: 40 },
    ...{ totalMs: 31, networkMs: 12, functionMs: 9, platformMs: 10 },
  });
});

it('is of the service time, where requests were due', () => {
  expect(partsOf(population(90, 9, 31), 12)).toMatchObject({ totalMs: 31, platformMs: 10 });
});

it('leaves function and platform together where nothing tells them apart', () => {
  expect(partsOf(population(31), 12)).toMatchObject({
    ...{ totalMs: 31, networkMs: 12, functionMs: null, platformMs: null },
  });
});

it('adds up, with no part below nothing, whatever was measured', () => {
  const ms = fc.double({ min: 0, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(ms, ms, ms, (total, inFunction, roundTrip) => {
      const parts = partsOf(population(total, inFunction), roundTrip);
      const { networkMs = -1, functionMs, platformMs } = parts ?? {};
      expect(networkMs + (functionMs ?? -1) + (platformMs ?? -1)).toBeCloseTo(total, 6);
      expect(Math.min(networkMs, functionMs ?? -1, platformMs ?? -1)).toBeGreaterThanOrEqual(0);
    }),
  );
});
