import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRateSlots, rampingRateSlots } from '../../../src/bench/load/slots.ts';

const ms = (slots: Iterable<number>): number[] => [...slots].map((slot) => slot / 1000);

describe('constantRateSlots', () => {
  it('puts 50 a second every 20 ms from the start, the end excluded', () => {
    const slots = ms(constantRateSlots(50, 5000));
    expect(slots).toHaveLength(250);
    expect(slots.slice(0, 3)).toEqual([0, 20, 40]);
    expect(slots.at(-1)).toBe(4980);
  });

  it('takes fractional rates', () => {
    expect(ms(constantRateSlots(0.2, 11_000))).toEqual([0, 5000, 10_000]);
    expect(ms(constantRateSlots(0.3, 10_000))).toHaveLength(3);
  });

  it('plans ceil(rate x seconds) iterations, evenly', () => {
    const rate = fc.integer({ min: 1, max: 2000 }).map((tenths) => tenths / 10);
    const seconds = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(rate, seconds, (perSecond, length) => {
        const slots = [...constantRateSlots(perSecond, length * 1000)];
        expect(slots).toHaveLength(Math.ceil(Math.round(perSecond * length * 10) / 10));
        for (const [index, slot] of slots.entries()) {
          expect(slot).toBeCloseTo((index / perSecond) * 1e6, 3);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** k6's own case (ramping_arrival_rate_test.go, TestRampingArrivalRateCal): up to a rate in 5 s, 1 s there, down in 5 s. */
const k6Stages = (rate: number) => [
  { durationMs: 5000, target: rate },
  { durationMs: 1000, target: rate },
  { durationMs: 5000, target: 0 },
];

describe('rampingRateSlots', () => {
  it("gives k6's published times for one a second", () => {
    const expected = [3162, 4472, 5500, 6527, 7837, 11_000];
    expectTimes(ms(rampingRateSlots(0, k6Stages(1))), expected);
  });

  it("gives k6's published times for three a second", () => {
    expectTimes(
      ms(rampingRateSlots(0, k6Stages(3))),
      [
        1825, 2581, 3162, 3651, 4082, 4472, 4830, 5166, 5499, 5833, 6169, 6527, 6917, 7348, 7837,
        8418, 9174, 10_999,
      ],
    );
  });

  it('carries what a stage leaves of an iteration into the next', () => {
    const slots = ms(
      rampingRateSlots(2, [
        { durationMs: 4900, target: 2 },
        { durationMs: 1000, target: 2 },
      ]),
    );
    expect(slots).toHaveLength(11);
    expect(slots[9]).toBeCloseTo(5000, 6);
  });

  it('agrees with a numerical integral of the rate', () => {
    const stage = fc.record({
      durationMs: fc.integer({ min: 0, max: 4000 }),
      target: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.array(stage, { maxLength: 5 }),
        (from, stages) => {
          const slots = ms(rampingRateSlots(from, stages));
          const total = areaUntil(from, stages, Number.POSITIVE_INFINITY);
          expect(slots).toHaveLength(Math.floor(total + 1e-6));
          for (const [index, slot] of slots.entries()) {
            expect(areaUntil(from, stages, slot)).toBeCloseTo(index + 1, 4);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('agrees with the constant executor but for the first slot, which k6 has one interval later', () => {
    const ramped = ms(rampingRateSlots(20, [{ durationMs: 1000, target: 20 }]));
    const constant = ms(constantRateSlots(20, 1000));
    expect(ramped).toHaveLength(20);
    for (const [index, slot] of ramped.entries()) {
      expect(slot).toBeCloseTo((constant[index] ?? Number.NaN) + 50, 6);
    }
  });
});

const expectTimes = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  for (const [index, time] of expected.entries()) {
    expect(Math.abs((actual[index] ?? Number.NaN) - time) / time).toBeLessThan(0.001);
  }
};

const areaUntil = (
  startRate: number,
  stages: readonly { durationMs: number; target: number }[],
  untilMs: number,
): number => {
  let area = 0;
  let from = startRate;
  let leftMs = untilMs;
  for (const { durationMs, target } of stages) {
    const spentMs = Math.min(durationMs, leftMs);
    const rateThen = durationMs === 0 ? from : from + ((target - from) * spentMs) / durationMs;
    area += ((from + rateThen) / 2) * (spentMs / 1000);
    leftMs -= spentMs;
    from = target;
    if (leftMs <= 0) break;
  }
  return area;
};
