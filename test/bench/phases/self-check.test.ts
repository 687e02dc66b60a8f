import { describe, expect, it } from 'vitest';
import { checkGenerator, clockResolutionUs } from '../../../src/bench/phases/self-check.ts';

const healthy = {
  eventLoopDelayP99Ms: 2,
  slotErrorP99Ms: null,
  cpuUtilisation: 0.3,
  pollingUtilisation: 0,
  watchedMs: 10_000,
};

describe('checkGenerator', () => {
  it('finds nothing wrong up to the limits', () => {
    const atLimits = {
      eventLoopDelayP99Ms: 10,
      slotErrorP99Ms: 5,
      cpuUtilisation: 0.9,
      pollingUtilisation: 0,
      watchedMs: 1000,
    };
    expect(checkGenerator([healthy, atLimits], 1)).toEqual({
      ...{ tainted: false, reasons: [], eventLoopDelayP99Ms: 10, slotErrorP99Ms: 5 },
      ...{ cpuUtilisation: 0.9, pollingUtilisation: 0, clockResolutionUs: 1 },
    });
    expect(checkGenerator([healthy], 1).slotErrorP99Ms).toBeNull();
  });

  it.each([
    [{ eventLoopDelayP99Ms: 10.1 }, 'event loop was late by 10.10 ms'],
    [{ slotErrorP99Ms: 5.2 }, 'started 5.20 ms after their slot'],
    // Over the limit in what is said as well.
    [{ eventLoopDelayP99Ms: 10.04 }, 'late by 10.04 ms (p99; limit 10 ms)'],
    [{ cpuUtilisation: 0.97, pollingUtilisation: 0 }, 'used 97 % of a core'],
  ])('taints a run for %j in any phase', (sign, reason) => {
    const { tainted, reasons } = checkGenerator([healthy, { ...healthy, ...sign }, healthy], 1);
    expect(tainted).toBe(true);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
  });

  it('says nothing of the processor in less than a second', () => {
    const short = { ...healthy, cpuUtilisation: 0.97, watchedMs: 999 };
    expect(checkGenerator([short], 1)).toMatchObject({ tainted: false, cpuUtilisation: 0 });
  });

  it('tells polling apart: it counts as CPU, and is no load', () => {
    const polling = { ...healthy, cpuUtilisation: 0.95, pollingUtilisation: 0.25 };
    expect(checkGenerator([healthy, polling], 1)).toMatchObject({
      ...{ tainted: false, cpuUtilisation: 0.95, pollingUtilisation: 0.25 },
    });
  });

  it('taints a run on a coarse clock', () => {
    expect(checkGenerator([healthy], 1000).reasons).toEqual([
      'the clock ticks in steps of 1000 microseconds',
    ]);
  });
});

describe('clockResolutionUs', () => {
  it('is the smallest step', () => {
    let looks = 0;
    expect(clockResolutionUs(() => Math.floor(looks++ / 10) * 16)).toBe(16);
    expect(clockResolutionUs(() => 5)).toBe(1e6);
  });
});
