import { describe, expect, it } from 'vitest';
import { createExhaustivePlan, createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { runLoad } from '../../support/load/run-load.ts';

const common = { gracefulStopMs: 30_000, thinkTimeMs: 0 };
const constantVus = (fields: Partial<Load> = {}): Load => ({
  executor: 'constant-vus',
  vus: 10,
  durationMs: 1000,
  ...common,
  ...(fields as object),
});
const shared: Load = {
  executor: 'shared-iterations',
  vus: 10,
  iterations: 100,
  maxDurationMs: 5000,
  ...common,
};
const constantRate: Load = {
  executor: 'constant-arrival-rate',
  rate: 50,
  durationMs: 5000,
  preAllocatedVus: 10,
  maxVus: 20,
  ...common,
};

const classes = (samples: readonly { class: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const sample of samples) counts[sample.class] = (counts[sample.class] ?? 0) + 1;
  return counts;
};

describe('constant-vus', () => {
  it('loops each virtual user until the end (k6: five iterations of 200 ms in a second)', async () => {
    const run = await runLoad(constantVus(), { latencyMs: 200 });
    expect(run.startsMs).toEqual([0, 200, 400, 600, 800].flatMap((at) => Array(10).fill(at)));
    expect(run.report).toEqual({ startedUs: 5_000_000, endedUs: 6_000_000, started: 50 });
    expect(run.samples).toHaveLength(50);
  });

  it('says who is active, and that nobody is at the end', async () => {
    const run = await runLoad(constantVus(), { latencyMs: 300 });
    expect(run.gauges.find(([, active]) => active === 10)).toEqual([0, 10, 10]);
    expect(run.gauges.at(-1)).toEqual([1200, 0, 10]);
  });

  it('pauses for think time after each iteration, and not at the end', async () => {
    const run = await runLoad(constantVus({ vus: 1, thinkTimeMs: 300 }), { latencyMs: 100 });
    expect(run.startsMs).toEqual([0, 400, 800]);
    expect(run.report.endedUs).toBe(6_000_000);
    expect(run.gauges.at(-1)).toEqual([1000, 0, 1]);
  });

  it('lets iterations in flight end within the graceful stop', async () => {
    const run = await runLoad(constantVus({ gracefulStopMs: 600 }), { latencyMs: 700 });
    expect(classes(run.samples)).toEqual({ ok: 20 });
    expect(run.report.endedUs).toBe(6_400_000);
  });

  it('interrupts what is longer than the graceful stop', async () => {
    const run = await runLoad(constantVus({ gracefulStopMs: 300 }), { latencyMs: 700 });
    expect(classes(run.samples)).toEqual({ ok: 10, interrupted: 10 });
    expect(run.report).toMatchObject({ started: 20, endedUs: 6_300_000 });
  });

  it('ends the schedule after the most requests allowed', async () => {
    const run = await runLoad(constantVus({ maxRequests: 13 }), { latencyMs: 100 });
    expect(run.report).toMatchObject({ started: 13, endedUs: 5_200_000 });
    expect(classes(run.samples)).toEqual({ ok: 13 });
  });

  it('ends the schedule with the plan', async () => {
    const plan = createExhaustivePlan({ from: 400, to: 424 }, 7);
    const run = await runLoad(constantVus(), { latencyMs: 100, plan });
    expect(run.report.started).toBe(25);
    expect(new Set(run.sent.map(({ request }) => request.pixels)).size).toBe(25);
  });
});

describe('ramping-vus', () => {
  const ramping = (startVus: number, stages: readonly (readonly [number, number])[]): Load => ({
    executor: 'ramping-vus',
    startVus,
    stages: stages.map(([durationMs, target]) => ({ durationMs, target })),
    ...common,
  });

  it("iterates as often as k6's own test (TestRampingVUsRun: 29)", async () => {
    const load = ramping(5, [
      [1000, 5],
      [0, 3],
      [1000, 3],
    ]);
    const run = await runLoad(load, { latencyMs: 300 });
    expect(run.report.started).toBe(29);
    const activeAt = (ms: number) => run.gauges.findLast(([at]) => at <= ms)?.[1];
    expect([500, 1500, 2900].map(activeAt)).toEqual([5, 3, 0]);
  });

  it('ramps down one by one, each ending the iteration it is in', async () => {
    const load = ramping(0, [
      [3000, 10],
      [2000, 0],
    ]);
    const run = await runLoad(load, { latencyMs: 500 });
    const down = run.gauges.filter(([at]) => at >= 3000).map(([, active]) => active);
    expect(down).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(classes(run.samples)).toEqual({ ok: run.report.started });
  });

  it('goes on with a virtual user that is wanted again before its iteration has ended', async () => {
    const load = ramping(2, [
      [100, 2],
      [0, 1],
      [100, 1],
      [0, 2],
      [800, 2],
    ]);
    const run = await runLoad(load, { latencyMs: 400 });
    expect(run.startsMs).toEqual([0, 0, 400, 400, 800, 800]);
    expect(run.gauges.every(([, active]) => active <= 2)).toBe(true);
  });
});

describe('shared-iterations', () => {
  it('shares them: a slow virtual user leaves its part to the others', async () => {
    const latencyMs = ({ index }: { readonly index: number }) => (index === 0 ? 4000 : 10);
    const run = await runLoad(shared, { latencyMs });
    expect(run.report).toMatchObject({ started: 100, planned: 100 });
    expect(run.dropped).toBe(0);
    expect(run.report.endedUs).toBe(9_000_000);
  });

  it('drops what the longest duration leaves (k6: 5 started, 95 dropped)', async () => {
    const load: Load = { ...shared, vus: 5, maxDurationMs: 1000, gracefulStopMs: 0 };
    const run = await runLoad(load, { latencyMs: 60_000 });
    expect(run.report).toMatchObject({ started: 5, planned: 100 });
    expect(run.dropped).toBe(95);
    expect(classes(run.samples)).toEqual({ interrupted: 5 });
  });

  it('lets the last iterations take until the longest duration and the graceful stop', async () => {
    const load: Load = { ...shared, vus: 5, iterations: 5, gracefulStopMs: 0 };
    const run = await runLoad(load, { latencyMs: 4900 });
    expect(classes(run.samples)).toEqual({ ok: 5 });
    expect(run.report.endedUs).toBe(9_900_000);
  });

  it('starts no more virtual users than there are iterations', async () => {
    const run = await runLoad({ ...shared, iterations: 3 }, { latencyMs: 10 });
    expect(run.report).toMatchObject({ started: 3, planned: 3 });
  });

  it('takes a drain as a shorter plan, not as drops', async () => {
    const run = await runLoad(shared, { latencyMs: 100, drainAtMs: 150 });
    expect(run.report).toMatchObject({ started: 20, planned: 20 });
    expect(run.dropped).toBe(0);
  });
});

describe('constant-arrival-rate', () => {
  it('starts at every slot, whatever the latency', async () => {
    const run = await runLoad(constantRate, { latencyMs: 199 });
    expect(run.startsMs).toEqual(Array.from({ length: 250 }, (_, index) => index * 20));
    expect(run.report).toMatchObject({ started: 250, planned: 250, endedUs: 10_179_000 });
    expect(run.dropped).toBe(0);
  });

  it('waits for the end of the duration when the last iteration has long ended', async () => {
    const run = await runLoad({ ...constantRate, rate: 1, durationMs: 2500 }, { latencyMs: 1 });
    expect(run.startsMs).toEqual([0, 1000, 2000]);
    expect(run.report.endedUs).toBe(7_500_000);
  });

  it('drops a slot that finds every virtual user busy (k6: 5 started, 5 dropped)', async () => {
    const load: Load = {
      ...constantRate,
      rate: 10,
      durationMs: 990,
      preAllocatedVus: 5,
      maxVus: 5,
    };
    const run = await runLoad(load, { latencyMs: 60_000 });
    expect(run.report).toMatchObject({ started: 5, planned: 10 });
    expect(run.dropped).toBe(5);
  });

  it('adds virtual users up to the most, and says so', async () => {
    const run = await runLoad(constantRate, { latencyMs: 1000 });
    expect(Math.max(...run.gauges.map(([, active]) => active))).toBe(20);
    expect(run.gauges[0]).toEqual([0, 0, 10]);
    expect(run.gauges.at(-1)).toEqual([expect.any(Number), 0, 20]);
    expect(run.report.planned).toBe(250);
    expect(run.report.started + run.dropped).toBe(250);
  });

  it('keeps a virtual user busy during its think time', async () => {
    const load: Load = { ...constantRate, rate: 10, durationMs: 1000, maxVus: 1, thinkTimeMs: 150 };
    const run = await runLoad({ ...load, preAllocatedVus: 1 }, { latencyMs: 40 });
    expect(run.startsMs).toEqual([0, 200, 400, 600, 800]);
    expect(run.dropped).toBe(5);
  });

  it('hands on the intended instant beside the actual one', async () => {
    const run = await runLoad(constantRate, { latencyMs: 1 });
    expect(run.sent.map(({ intendedUs }) => intendedUs)).toEqual(
      run.startsMs.map((at) => 5_000_000 + at * 1000),
    );
  });
});

describe('ramping-arrival-rate', () => {
  const load: Load = {
    executor: 'ramping-arrival-rate',
    startRate: 0,
    stages: [
      { durationMs: 5000, target: 1 },
      { durationMs: 1000, target: 1 },
      { durationMs: 5000, target: 0 },
    ],
    preAllocatedVus: 1,
    maxVus: 1,
    ...common,
  };

  it("starts at k6's published times", async () => {
    const run = await runLoad(load, { latencyMs: 1 });
    expect(run.startsMs.map(Math.floor)).toEqual([3162, 4472, 5500, 6527, 7837, 11_000]);
    expect(run.report.planned).toBe(6);
  });

  it('gives the 21 iterations of k6 for 20 in 950 ms, up and down', async () => {
    const stages = [
      { durationMs: 1000, target: 20 / 0.95 },
      { durationMs: 1000, target: 0 },
    ];
    const run = await runLoad({ ...load, stages }, { latencyMs: 1 });
    expect(run.report).toMatchObject({ started: 21, planned: 21 });
  });
});

describe('control', () => {
  it('drains: starts nothing more and lets requests in flight end', async () => {
    const run = await runLoad(constantVus(), { latencyMs: 300, drainAtMs: 500 });
    expect(run.report).toMatchObject({ started: 20, endedUs: 5_600_000 });
    expect(classes(run.samples)).toEqual({ ok: 20 });
  });

  it('drains the open model: planned = started + dropped up to there', async () => {
    const run = await runLoad(constantRate, { latencyMs: 1000, drainAtMs: 1990 });
    expect(run.report.planned).toBe(100);
    expect(run.report.started + run.dropped).toBe(100);
  });

  it('starts nothing when it was drained before', async () => {
    const run = await runLoad(constantRate, { latencyMs: 1, drainAtMs: -1 });
    expect(run.report).toMatchObject({ started: 0, planned: 0, endedUs: 5_000_000 });
  });

  it('sends the same sequence for the same seed', async () => {
    const sequence = async (seed: number) => {
      const plan = createRequestPlan({ from: 400, to: 1000 }, seed);
      const run = await runLoad(constantVus(), { latencyMs: 100, plan });
      return run.sent.map(({ request }) => request.pixels);
    };
    expect(await sequence(3)).toEqual(await sequence(3));
    expect(await sequence(3)).not.toEqual(await sequence(4));
  });
});
