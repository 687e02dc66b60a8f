import { describe, expect, it } from 'vitest';
import { coverageOf, lifetimeOf } from '../../../benchmarks/idle-lifetime/lifetimes.ts';
import { measureIdle } from '../../../src/bench/lab/idle.ts';
import { beginBelief } from '../../../src/bench/lab/lifetime.ts';

const range = { shortestMs: 100, longestMs: 60_000 };

/** An environment that lives so long after its last request, in virtual time. */
const environment = (lifeMs: number, answer: Readonly<Record<string, unknown>> = {}) => {
  let [nowMs, diesAtMs, number] = [0, 0, 0];
  const controller = new AbortController();
  const waits: number[] = [];
  return {
    waits,
    controller,
    measure: (budgetMs = 1e9, mostTrials = 30) =>
      measureIdle({
        ask: async () => {
          const start = nowMs >= diesAtMs ? ('cold' as const) : ('warm' as const);
          if (start === 'cold') number += 1;
          diesAtMs = nowMs + lifeMs;
          const times = { startedUs: nowMs * 1000, endedUs: nowMs * 1000 };
          return { class: 'ok' as const, start, ...times, environmentId: `e${number}`, ...answer };
        },
        sleep: async (ms) => {
          waits.push(ms);
          nowMs += ms;
        },
        ...{ range, budgetMs, mostTrials, signal: controller.signal },
        during: (_, work) => work(),
      }),
  };
};

describe('the lifetime of idle environments', () => {
  // More kinds and more experiments: benchmarks/idle-lifetime.ts.
  it('is in the interval in at least 93 % of experiments', { timeout: 90_000 }, async () => {
    let held = 0;
    const kinds = ['exponential', 'lognormal, 30 %'];
    for (const kind of kinds) held += (await coverageOf(lifetimeOf(kind), 40, 20_261_121)).held;
    expect(held / kinds.length).toBeGreaterThanOrEqual(0.93);
  });

  it('is found within a few per cent where it is a fixed time-out', async () => {
    const found = await environment(2000).measure();
    expect(found?.endedBy).toBe('precision');
    const [low, high] = found?.median.interval ?? [0, 0];
    expect(low).toBeLessThan(2000);
    expect(high).toBeGreaterThan(2000);
    expect(Number(high) / Number(low)).toBeLessThan(1.1);
  });

  it('is only said to be beyond a range that it is beyond', async () => {
    const long = await environment(1e7).measure();
    expect(long?.median).toEqual({ ms: null, interval: [range.longestMs, null] });
    const short = await environment(1).measure();
    expect(short?.median).toEqual({ ms: null, interval: [null, range.shortestMs] });
    // No wait tells a lifetime just beyond the longest from any other beyond it.
    const close = await environment(range.longestMs * 1.01).measure();
    expect(close?.median.interval[0]).toBeLessThanOrEqual(range.longestMs);
    expect(short?.curve.every(({ idleMs }) => idleMs >= range.shortestMs)).toBe(true);
  });

  it('keeps to its time and to its number of waits', async () => {
    const bounded = environment(20_000);
    const found = await bounded.measure(60_000);
    expect(bounded.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
    expect(found?.endedBy).toBe('budget');
    expect((await environment(20_000).measure(1e9, 4))?.endedBy).toBe('trials');
  });

  it.each([
    ['answers fail', { class: 'timeout' }],
    ['no answer says how its environment began', { start: 'unknown' }],
  ])('tells nothing where %s', async (_, answer) => {
    expect(await environment(2000, answer).measure(200_000)).toBeUndefined();
  });

  it('discards answers of environments that others have kept in use', async () => {
    let asked = 0;
    const found = await measureIdle({
      ask: async () => {
        asked += 1;
        const other = asked % 2 === 0;
        const [startedUs, start] = [asked * 1e9, other ? ('warm' as const) : ('cold' as const)];
        const environmentId = other ? 'theirs' : `ours ${asked}`;
        return { class: 'ok', start, startedUs, endedUs: startedUs, environmentId };
      },
      sleep: async () => {},
      ...{ range, budgetMs: 1e9, mostTrials: 3, signal: new AbortController().signal },
      during: (_, work) => work(),
    });
    expect(found).toMatchObject({ discarded: 3, endedBy: 'trials' });
    expect(found?.trials.every(({ cold }) => cold)).toBe(true);
  });
});

describe('a belief', () => {
  it('holds that some environments stay long after the others', () => {
    let belief = beginBelief(range);
    for (const idleMs of [400, 500, 600, 700, 800, 900]) {
      belief = belief.after({ idleMs, cold: false });
    }
    for (const idleMs of [1200, 1500, 3000, 6000, 12_000, 25_000, 50_000]) {
      for (const cold of [true, false, true, true]) belief = belief.after({ idleMs, cold });
    }
    // Three quarters went at about a second: however long the wait, the others are there.
    expect(belief.coldAfter(60_000).mean).toBeLessThan(0.85);
    expect(belief.medianAt(0.975)).toBeLessThan(2500);
  });

  it('rises with the idle time, and its band holds its mean', () => {
    let belief = beginBelief(range);
    for (const [idleMs, cold] of [
      [1000, false],
      [4000, true],
      [2000, false],
      [3000, true],
    ] as const) {
      belief = belief.after({ idleMs, cold });
    }
    let before = 0;
    for (const idleMs of [200, 800, 1600, 2400, 3200, 6400, 30_000]) {
      const { mean, band } = belief.coldAfter(idleMs);
      expect(mean).toBeGreaterThanOrEqual(before);
      expect(band[0]).toBeLessThanOrEqual(mean);
      expect(band[1]).toBeGreaterThanOrEqual(mean);
      before = mean;
    }
    expect(belief.medianAt(0.5)).toBeGreaterThan(1500);
    expect(belief.medianAt(0.5)).toBeLessThan(4000);
  });
});
