import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { mostRequests, vuSeconds } from '../../../src/bench/load/load-arithmetic.ts';
import { planPhases } from '../../../src/bench/phases/phase-plan.ts';
import { boundByCost, priceOf } from '../../../src/commands/bench/price.ts';
import type { StackFacts } from '../../../src/core/stack/stack-facts.ts';

const facts = (memoryMb?: number, architecture?: string): StackFacts => ({
  stack: {
    ...{
      name: 's',
      region: 'eu-west-1',
      status: undefined,
      statusReason: undefined,
      account: undefined,
      tags: {},
    },
    ...{ outputs: {}, resources: [], functionName: 'f', functionUrl: undefined },
    ...{ table: undefined, bucket: undefined },
  },
  ...{ url: undefined, table: undefined, bucket: undefined, concurrency: undefined, unknown: [] },
  function: {
    ...{ name: 'f', memoryMb, timeoutS: 6, runtime: undefined, architecture },
    ...{ version: undefined, codeSha256: undefined },
    ...{ state: undefined, lastUpdate: undefined, environmentNames: [], environment: {} },
  },
});

const run = { images: 601, environments: 10, region: 'eu-west-1', usesStore: true };

describe('the expected price of a run', () => {
  it("of the article's load on its stack, by hand", () => {
    const price = priceOf({ ...run, plans: planPhases('load'), facts: facts(1024, 'x86_64') });
    // 0.5 GB-seconds and one request, one S3 read and two writes, one DynamoDB read and one write.
    const each = 0.5 * 0.0000166667 + 0.2e-6 + 0.4e-6 + 10e-6 + 0.125e-6 + 0.625e-6;
    expect(price.eachUsd).toBeCloseTo(each, 12);
    expect(price.preparationUsd).toBe(0);
    expect(price.basis).toContain('500 ms billed a request assumed, 1024 MB of x86_64');
  });

  it('counts the images and environments of a warm phase, which itself writes nothing', () => {
    const price = priceOf({ ...run, plans: planPhases('warm'), facts: facts(128, 'arm64') });
    const invocation = 0.0625 * 0.0000133334 + 0.2e-6;
    expect(price.eachUsd).toBeCloseTo(invocation + 0.4e-6 + 0.125e-6, 12);
    expect(price.preparationUsd).toBeCloseTo(601 * 11.15e-6 + 10 * invocation, 9);
  });

  it('never lets requests cost more than the bound, and lets as many as it pays for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (maxCostUsd) => {
        const price = priceOf({ ...run, plans: planPhases('both'), facts: facts() });
        const most = boundByCost(price, maxCostUsd, undefined);
        const costOf = (requests: number) => price.preparationUsd + requests * price.eachUsd;
        expect(costOf(most)).toBeLessThanOrEqual(maxCostUsd * (1 + 1e-12));
        expect(costOf(most + 1)).toBeGreaterThan(maxCostUsd);
      }),
    );
  });

  it('refuses what is planned above it', () => {
    const price = priceOf({ ...run, plans: planPhases('load'), facts: facts() });
    expect(boundByCost(price, 0.01, 100)).toBeGreaterThan(100);
    expect(() => boundByCost(price, 0.01, 10_000)).toThrow('10000 requests a phase are too dear');
    expect(() => boundByCost(price, 1e-6, undefined)).toThrow('not even one request');
  });
});

describe('how many requests a load can send', () => {
  const common = { gracefulStopMs: 0, thinkTimeMs: 0 };
  const pool = { preAllocatedVus: 1, maxVus: 9 };
  const stages = [
    { durationMs: 10_000, target: 20 },
    { durationMs: 5_000, target: 0 },
  ];
  it.each<[Load, number | undefined, number]>([
    [{ executor: 'constant-vus', vus: 10, durationMs: 2_000, ...common }, undefined, 20],
    [{ executor: 'constant-vus', vus: 1, durationMs: 9, maxRequests: 7, ...common }, 7, 0.009],
    [{ executor: 'ramping-vus', startVus: 10, stages, ...common }, undefined, 200],
    [{ executor: 'shared-iterations', vus: 2, iterations: 5, maxDurationMs: 1, ...common }, 5, 0],
    [{ executor: 'constant-arrival-rate', rate: 2.5, durationMs: 1_000, ...pool, ...common }, 3, 0],
    [{ executor: 'ramping-arrival-rate', startRate: 0, stages, ...pool, ...common }, 150, 0],
  ])('%j', (load, most, seconds) => {
    expect([mostRequests(load), vuSeconds(load)]).toEqual([most, seconds]);
  });
});
