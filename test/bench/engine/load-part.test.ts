import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createExhaustivePlan, createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { RequestPlan } from '../../../src/bench/engine/requester.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { runLoad } from '../../support/load/run-load.ts';

const common = { gracefulStopMs: 30_000, thinkTimeMs: 0 };
const stage = (target: fc.Arbitrary<number>) =>
  fc.record({ durationMs: fc.integer({ min: 1, max: 2000 }), target });
const many = { preAllocatedVus: 100, maxVus: 10_000 };

/** Loads of every kind whose requests do not depend on how fast others are answered. */
const anyLoad: fc.Arbitrary<Load> = fc.oneof(
  fc
    .record({
      ...{ executor: fc.constant('constant-arrival-rate' as const) },
      rate: fc.integer({ min: 1, max: 2000 }).map((tenths) => tenths / 10),
      durationMs: fc.integer({ min: 1, max: 3000 }),
      maxRequests: fc.option(fc.integer({ min: 20, max: 100 }), { nil: undefined }),
    })
    .map(
      ({ maxRequests, ...load }): Load => ({
        ...{ ...load, ...many, ...common },
        ...(maxRequests !== undefined && { maxRequests: 10_000 + maxRequests }),
      }),
    ),
  fc
    .record({
      startRate: fc.integer({ min: 0, max: 100 }),
      stages: fc.array(stage(fc.integer({ min: 0, max: 200 })), { minLength: 1, maxLength: 4 }),
    })
    .map((load): Load => ({ executor: 'ramping-arrival-rate', ...load, ...many, ...common })),
  fc
    .record({ vus: fc.integer({ min: 1, max: 20 }), durationMs: fc.integer({ min: 1, max: 2000 }) })
    .map((load): Load => ({ executor: 'constant-vus', ...load, ...common })),
  fc
    .record({
      startVus: fc.integer({ min: 0, max: 20 }),
      stages: fc.array(stage(fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 3 }),
    })
    .map((load): Load => ({ executor: 'ramping-vus', ...load, ...common })),
);

/** Who asked for what and when, in the order of nothing. */
const asked = async (load: Load, seed: number, parts: number): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let index = 0; index < parts; index += 1) {
    const plan = createRequestPlan({ from: 400, to: 1000 }, seed);
    const positions: string[] = [];
    const watched: RequestPlan = {
      at: (position, started) => {
        const request = plan.at(position, started);
        positions.push(`${position.vu} ${position.index} ${request?.pixels}`);
        return request;
      },
    };
    const part = { index, of: parts };
    const { sent } = await runLoad(load, { latencyMs: 37, plan: watched, part });
    found.push(...sent.map(({ intendedUs }, at) => `${positions[at]} ${intendedUs.toFixed(3)}`));
  }
  return found.sort();
};

it('gives all parts together the slots, virtual users and integers of the whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLoad,
      fc.integer({ min: 2, max: 7 }),
      fc.nat(1000),
      async (load, parts, seed) => {
        expect(await asked(load, seed, parts)).toEqual(await asked(load, seed, 1));
      },
    ),
    { numRuns: 60 },
  );
});

it('shares iterations and the most requests, and gives each integer of an exhaustive plan once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 7, max: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (iterations, parts) => {
        const load: Load = {
          ...{ executor: 'shared-iterations', vus: 7, iterations, maxDurationMs: 60_000 },
          ...common,
        };
        const pixels: (number | undefined)[] = [];
        for (let index = 0; index < parts; index += 1) {
          const plan = createExhaustivePlan({ from: 1, to: iterations }, 3);
          const run = await runLoad(load, { latencyMs: 5, plan, part: { index, of: parts } });
          expect(run.report.planned).toBe(run.sent.length);
          pixels.push(...run.sent.map(({ request }) => request.pixels));
        }
        expect(pixels.sort((a = 0, b = 0) => a - b)).toEqual(
          Array.from({ length: iterations }, (_, at) => at + 1),
        );
      },
    ),
    { numRuns: 30 },
  );
});
