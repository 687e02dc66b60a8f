import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import { mostRequests, vuSeconds } from '../../../src/bench/load/load-arithmetic.ts';
import { planPhases } from '../../../src/bench/phases/phase-plan.ts';
import {
  createSpend,
  priceOf as priceOrNone,
  requireWithinBudget,
} from '../../../src/commands/bench/price.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';
import type { StackFacts } from '../../../src/core/stack/stack-facts.ts';
import { ended } from '../../bench/ended.ts';

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

const run = {
  images: 601,
  environments: 10,
  region: 'eu-west-1',
  usesStore: true,
  prices: currentPrices,
};

type Choice = Parameters<typeof planPhases>[0];
const experiment = (choice: Choice, rounds = 1, wanted = 0) => ({
  ...{ plans: planPhases(choice), rounds },
  coldStarts: wanted === 0 ? undefined : { wanted, atOnce: 4 },
});

const priceOf = (asked: Parameters<typeof priceOrNone>[0]) => {
  const price = priceOrNone(asked);
  if (price === undefined) throw new Error('no price');
  return price;
};

describe('the expected price of a run', () => {
  it("of the article's load on its stack, by hand", () => {
    const price = priceOf({ ...run, experiment: experiment('load'), facts: facts(1024, 'x86_64') });
    // 0.5 GB-seconds and one request, one S3 read and two writes, one DynamoDB read and one write.
    const each = 0.5 * 0.0000166667 + 0.2e-6 + 0.4e-6 + 10e-6 + 0.125e-6 + 0.625e-6;
    expect(price.eachUsd).toBeCloseTo(each, 12);
    expect(price.preparationUsd).toBe(0);
    expect(price.basis).toContain('500 ms billed a request assumed, 1024 MB of x86_64');
  });

  it('counts the images and environments of a warm phase, which itself writes nothing', () => {
    const price = priceOf({ ...run, experiment: experiment('warm'), facts: facts(128, 'arm64') });
    const invocation = 0.0625 * 0.0000133334 + 0.2e-6;
    expect(price.eachUsd).toBeCloseTo(invocation + 0.4e-6 + 0.125e-6, 12);
    expect(price.preparationUsd).toBeCloseTo(601 * 11.15e-6 + 10 * invocation, 9);
  });

  it('counts filling and warming in each round, and the cold starts beside the phases', () => {
    const once = priceOf({ ...run, experiment: experiment('both'), facts: facts(1024, 'x86_64') });
    const plan = experiment('both', 5, 48);
    const often = priceOf({ ...run, experiment: plan, facts: facts(1024, 'x86_64') });
    const invocation = 0.5 * 0.0000166667 + 0.2e-6;
    const coldStarts = 48 * 5 * (invocation + 0.4e-6 + 0.125e-6);
    expect(often.preparationUsd).toBeCloseTo(5 * once.preparationUsd + coldStarts, 12);
    expect(often.eachUsd).toBeCloseTo(once.eachUsd, 15);
  });

  it('is what all four cells of the matrix cost', () => {
    const price = priceOf({ ...run, experiment: experiment('matrix'), facts: facts(1024) });
    const invocation = 0.5 * 0.0000166667 + 0.2e-6;
    expect(price.eachUsd).toBeCloseTo(4 * invocation + 2 * 0.525e-6 + 2 * 11.15e-6, 12);
  });

  it('takes no region for another', () => {
    const place = { ...run, region: 'eu-north-1' };
    expect(priceOrNone({ ...place, experiment: experiment('load'), facts: facts() })).toBe(
      undefined,
    );
  });

  it('refuses what is planned above the budget, and nothing below it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.nat(10_000_000),
        (maxCostUsd, planned) => {
          const price = priceOf({ ...run, experiment: experiment('both'), facts: facts() });
          const usd = price.preparationUsd + planned * price.eachUsd;
          fc.pre(Math.abs(usd - maxCostUsd) > price.eachUsd);
          const require = () => requireWithinBudget(price, maxCostUsd, planned);
          if (usd <= maxCostUsd) expect(require).not.toThrow();
          else expect(require).toThrow(`${planned} requests a phase are too dear`);
        },
      ),
    );
    const price = priceOf({ ...run, experiment: experiment('load'), facts: facts() });
    expect(() => requireWithinBudget(price, 1e-6, undefined)).toThrow('not even one request');
    expect(() => requireWithinBudget(price, 0.01, undefined)).not.toThrow();
  });
});

describe('what a run has spent', () => {
  const price = priceOf({ ...run, experiment: experiment('load'), facts: facts(1024, 'x86_64') });
  const invocation = (ms: number) => (ms / 1000) * 0.0000166667 + 0.2e-6;

  it('is what was billed, else what the client waited for, and nothing for what was refused', () => {
    const spend = createSpend(price, 1);
    spend.sample({ ...ended(0, 100_000), outcome: 'stored' });
    expect(spend.spentUsd()).toBeCloseTo(invocation(100) + 0.525e-6, 15);
    spend.sample({ ...ended(0, 100_000), outcome: 'fetched', billedDurationMs: 20 });
    const both = invocation(100) + invocation(20) + 0.525e-6 + 11.15e-6;
    expect(spend.spentUsd()).toBeCloseTo(both, 15);
    spend.sample({ ...ended(0, 100_000), class: 'throttled' });
    expect(spend.spentUsd()).toBeCloseTo(both, 15);
    expect(spend.spentUsd(6)).toBeCloseTo(3 * both, 15);
  });

  it('begins with what is done beside the phases', () => {
    const spend = createSpend({ ...price, preparationUsd: 0.25 }, 1);
    expect([spend.spentUsd(), spend.spentUsd(100)]).toEqual([0.25, 0.25]);
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
