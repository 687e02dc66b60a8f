import { describe, expect, it } from 'vitest';
import { runText } from '../../../src/bench/run-file/digest.ts';
import { readResults } from '../../../src/commands/bench/fleet/read-results.ts';
import { decodeShardPlan, encodeShardPlan } from '../../../src/commands/bench/fleet/shard-plan.ts';
import { fleetUsd } from '../../../src/core/price/fleet-price.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';
import { comparableRun } from '../../support/compare/comparable-run.ts';

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

describe('results', () => {
  const part = comparableRun(50, {
    runId: 'a0b1c2d3e4f5',
    change: (run) => ({ ...run, shard: { index: 0, of: 1 } }),
  });
  const { seed, scenario, environment } = part;
  const plan = {
    target: scenario.target,
    options: { seed, load: scenario.load },
  } as unknown as Plan;
  const read = (text: string, asked: Plan = plan, version = environment.fibimgVersion) => {
    const nothing = { taskArn: 'task', beat: undefined, beatSeenMs: 0, lost: undefined };
    return readResults([{ ...nothing, index: 0, result: text }], asked, version);
  };

  it('are taken where they are parts of this run', () => {
    expect(read(runText(part))).toEqual([{ name: 'the run of shard 0', document: part }]);
  });

  it.each([
    ['of another version', () => read(runText(part), plan, '99.0.0'), 'its version is'],
    [
      'of another seed',
      () => read(runText(part), { ...plan, options: { ...plan.options, seed: seed + 1 } }),
      'its seed is',
    ],
    [
      'of another target',
      () => read(runText(part), { ...plan, target: 'http://elsewhere.invalid/' }),
      'its target is',
    ],
    [
      'of another part',
      () => read(runText(comparableRun(50, { runId: 'a0b1c2d3e4f5' }))),
      'its part is undefined',
    ],
  ])('%s are refused, with what differs', (_, reading, why) => {
    expect(reading).toThrow(expect.objectContaining({ why: expect.stringContaining(why) }));
  });

  it('that were cut off or changed are refused', () => {
    expect(() => read(runText(part).slice(0, 1000))).toThrow('is not a run of fibimg bench');
    const other = runText(part).replace(`"seed":${seed}`, `"seed":${seed + 1}`);
    expect(() => read(other)).toThrow('was changed after it was written');
  });
});
