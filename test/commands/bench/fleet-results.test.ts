import { describe, expect, it } from 'vitest';
import { decodeShardPlan, encodeShardPlan } from '../../../src/commands/bench/fleet/shard-plan.ts';
import { fleetUsd } from '../../../src/core/price/fleet-price.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';

type Plan = Parameters<typeof encodeShardPlan>[0];

/** As much of a plan as JSON could spoil. */
const planOf = (generator: object) => ({ options: { generator } }) as unknown as Plan;

describe("a fleet's plan", () => {
  it('carries what JSON has no words for', () => {
    const own = { method: 'POST', bodies: [new Uint8Array([0, 255, 10]), Buffer.from('{}')] };
    const plan = planOf({ dnsTtlMs: Number.POSITIVE_INFINITY, own, headers: { 'x-a': 'b' } });
    const { generator } = decodeShardPlan(encodeShardPlan(plan)).options;
    expect(generator.dnsTtlMs).toBe(Number.POSITIVE_INFINITY);
    expect(generator.own?.bodies.map((body) => [...body])).toEqual([
      [0, 255, 10],
      [...Buffer.from('{}')],
    ]);
    expect(generator.headers).toEqual({ 'x-a': 'b' });
  });
});

describe("a fleet's price", () => {
  const task = { vcpus: 2, memoryGb: 4, architecture: 'arm64', beatSeconds: 2 } as const;

  it('is what Fargate, VPC and S3 ask, worked out by hand', () => {
    // 10 tasks for 6 minutes: (2 x 0.03238 + 4 x 0.00356 + 0.005) x 10 / 10 h, and 10 x 180 writes.
    const usd = fleetUsd({ ...task, tasks: 10, seconds: 360 }, currentPrices);
    expect(usd).toBeCloseTo(0.084 + 0.009, 9);
  });

  it('is that of a minute at least', () => {
    const [short, minute] = [1, 60].map((seconds) =>
      fleetUsd({ ...task, tasks: 1, seconds }, currentPrices),
    );
    expect(short).toBe(minute);
  });
});
