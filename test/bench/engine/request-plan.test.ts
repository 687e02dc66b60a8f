import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExhaustivePlan, createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { RequestPlan, RequestPosition } from '../../../src/bench/engine/requester.ts';
import { distinctInts, type Ints } from '../../../src/core/service/ints.ts';
import { ints } from '../../core/service/arbitrary-ints.ts';
import { runLoad } from '../../support/load/run-load.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 2 });

const take = (plan: RequestPlan, count: number) =>
  Array.from(
    { length: count },
    (_, started) => plan.at({ vu: 0, index: started }, started)?.pixels,
  );

/** Every position of a closed load. */
const positionsOf = (vus: number, iterations: number): readonly RequestPosition[] =>
  Array.from({ length: vus * iterations }, (_, at) => ({
    vu: 1 + (at % vus),
    index: Math.floor(at / vus),
  }));

describe('createRequestPlan', () => {
  const spec: Ints = { from: 400, to: 1000 };

  it('gives one sequence for one seed, inside the range', () => {
    const first = take(createRequestPlan(spec, 5), 1000);
    expect(take(createRequestPlan(spec, 5), 1000)).toEqual(first);
    expect(take(createRequestPlan(spec, 6), 1000)).not.toEqual(first);
    expect(Math.min(...first.map(Number))).toBeGreaterThanOrEqual(400);
    expect(Math.max(...first.map(Number))).toBeLessThanOrEqual(1000);
    expect(first.slice(0, 6)).toEqual([727, 991, 879, 558, 544, 462]);
  });

  it('draws bodies by seed and position alone, whoever makes the request', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 50 }), (seed, bodies) => {
        const plan = createRequestPlan(null, seed, bodies);
        const all = positionsOf(3, 7);
        const drawn = all.map((position) => plan.at(position, 0));
        const again = all.toReversed().map((position) => plan.at(position, 99));
        expect(again.toReversed()).toEqual(drawn);
        for (const request of drawn) {
          expect(request?.pixels).toBeUndefined();
          expect(request?.body).toBeLessThan(bodies);
        }
      }),
    );
    const plan = createRequestPlan(null, 1, 3);
    const seen = positionsOf(1, 100).map((position) => plan.at(position, 0)?.body);
    expect(new Set(seen)).toEqual(new Set([0, 1, 2]));
  });

  it('draws from a list, and leaves the choice to the service without one', () => {
    expect(new Set(take(createRequestPlan([7, 9], 1), 100))).toEqual(new Set([7, 9]));
    expect(take(createRequestPlan(null, 1), 2)).toEqual([undefined, undefined]);
  });

  it('gives a position the same request whatever was asked before (property)', () => {
    const order = fc.shuffledSubarray([...positionsOf(4, 10)]);
    fc.assert(
      fc.property(ints, seeds, order, (spec, seed, positions) => {
        const whole = createRequestPlan(spec, seed);
        const alone = createRequestPlan(spec, seed);
        for (const position of positionsOf(4, 10)) whole.at(position, 0);
        const requests = positions.map((position) => alone.at(position, 7));
        expect(requests).toEqual(positions.map((position) => whole.at(position, 0)));
      }),
      { numRuns: 50 },
    );
  });

  it('is split among shards without a change: their union is the whole (property)', () => {
    fc.assert(
      fc.property(ints, seeds, fc.integer({ min: 1, max: 7 }), (spec, seed, shards) => {
        const whole = take(createRequestPlan(spec, seed), 60);
        const parts = Array.from({ length: shards }, (_, shard) => {
          const plan = createRequestPlan(spec, seed);
          const slots = whole.map((_, slot) => slot).filter((slot) => slot % shards === shard);
          return slots.map((slot) => [slot, plan.at({ vu: 0, index: slot }, 0)?.pixels] as const);
        });
        expect(new Map(parts.flat())).toEqual(new Map(whole.entries()));
      }),
      { numRuns: 50 },
    );
  });

  it('asks for the same in each slot, however fast the target answers', async () => {
    const load = {
      ...({ executor: 'constant-arrival-rate', rate: 100, durationMs: 1000 } as const),
      ...{ preAllocatedVus: 2, maxVus: 2, gracefulStopMs: 0, thinkTimeMs: 0 },
    };
    const bySlot = async (latencyMs: number) => {
      const plan = createRequestPlan(spec, 3);
      const { sent } = await runLoad(load, { latencyMs, plan });
      return new Map(sent.map(({ intendedUs, request }) => [intendedUs, request.pixels]));
    };
    const [fast, slow] = [await bySlot(1), await bySlot(35)];
    expect(fast.size).toBe(100);
    expect(slow.size).toBeLessThan(70);
    for (const [intendedUs, pixels] of slow) expect(fast.get(intendedUs)).toBe(pixels);
  });

  it('gives each virtual user its own sequence, however fast the others are', async () => {
    const load = {
      ...({ executor: 'constant-vus', vus: 3, durationMs: 1000 } as const),
      ...{ gracefulStopMs: 0, thinkTimeMs: 0 },
    };
    const asked = async (latencyMs: number) => {
      const plan = createRequestPlan(spec, 3);
      const positions: string[] = [];
      const spy: RequestPlan = {
        at(position, started) {
          const request = plan.at(position, started);
          positions.push(`${position.vu} ${position.index} ${request?.pixels}`);
          return request;
        },
      };
      await runLoad(load, { latencyMs, plan: spy });
      return positions;
    };
    const [fast, slow] = [new Set(await asked(50)), await asked(110)];
    expect(fast.size).toBe(60);
    expect(slow.length).toBeGreaterThanOrEqual(30);
    for (const one of slow) expect(fast).toContain(one);
  });
});

describe('createExhaustivePlan', () => {
  it('gives every different integer once, in an order of the seed, and then ends', () => {
    fc.assert(
      fc.property(ints, seeds, (spec, seed) => {
        const all = distinctInts(spec);
        const drawn = take(createExhaustivePlan(spec, seed), all.length + 2);
        expect(drawn.slice(-2)).toEqual([undefined, undefined]);
        const given = drawn.slice(0, -2).map(Number);
        expect(given.sort((a, b) => a - b)).toEqual(all);
      }),
      { numRuns: 50 },
    );
    const order = (seed: number) => take(createExhaustivePlan({ from: 1, to: 50 }, seed), 50);
    expect(order(1)).not.toEqual(order(2));
  });

  it('is split among shards that take every nth: their union is each integer once (property)', () => {
    fc.assert(
      fc.property(ints, seeds, fc.integer({ min: 1, max: 5 }), (spec, seed, shards) => {
        const all = distinctInts(spec);
        const given = Array.from({ length: shards }, (_, shard) => {
          const plan = createExhaustivePlan(spec, seed);
          const turns = all.map((_, turn) => turn).filter((turn) => turn % shards === shard);
          return turns.map((turn) => Number(plan.at({ vu: 1, index: 0 }, turn)?.pixels));
        });
        expect(given.flat().sort((a, b) => a - b)).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });
});
