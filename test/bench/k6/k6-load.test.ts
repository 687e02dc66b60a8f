import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { k6ScenarioOf } from '../../../src/bench/k6/k6-load.ts';
import { type LoadFlags, loadOf } from '../../../src/bench/load/load-flags.ts';
import { parseDurationMs } from '../../../src/config/duration.ts';

const scenario = (flags: Partial<LoadFlags>) =>
  k6ScenarioOf(loadOf({ stages: [], ...flags }), 60_000);

describe('a load in k6', () => {
  it('has its executor, name by name', () => {
    expect(scenario({ vus: 5, durationMs: 1500 })).toEqual({
      ...{ executor: 'constant-vus', vus: 5, duration: '1s500ms', gracefulStop: '30s' },
    });
    expect(scenario({ vus: 5, iterations: 3 })).toMatchObject({
      ...{ executor: 'shared-iterations', vus: 3, iterations: 3, maxDuration: '10m' },
    });
    expect(scenario({ stages: [{ kind: 'vus', durationMs: 1000, target: 9 }] })).toMatchObject({
      ...{ executor: 'ramping-vus', startVUs: 1, gracefulRampDown: '1m' },
      stages: [{ duration: '1s', target: 9 }],
    });
    const ramp = { kind: 'rate', durationMs: 1000, target: 7.5 } as const;
    expect(scenario({ rate: 2, stages: [ramp] })).toMatchObject({
      ...{ executor: 'ramping-arrival-rate', startRate: 4, timeUnit: '2s' },
      stages: [{ duration: '1s', target: 15 }],
    });
  });

  it('keeps a rate to the last digit, in whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 600 }),
        (count, seconds) => {
          const { rate, timeUnit } = scenario({ rate: count / seconds });
          expect(Number.isInteger(rate)).toBe(true);
          const unitMs = parseDurationMs(String(timeUnit)) ?? 0;
          expect((1000 * Number(rate)) / unitMs).toBeCloseTo(count / seconds, 9);
        },
      ),
    );
  });
});
