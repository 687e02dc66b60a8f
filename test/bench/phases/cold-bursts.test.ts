import { describe, expect, it } from 'vitest';
import type { LoadEngine } from '../../../src/bench/engine/engine.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { createColdBursts } from '../../../src/bench/phases/cold-bursts.ts';
import { createRecordedSystem } from '../../support/load/recorded-system.ts';
import { waited } from '../../support/load/samples.ts';

const stored = { outcome: 'stored' } as const;

/** An engine that answers at once, the first requests after fresh environments cold where `startOf` says so. */
const harness = (startOf: (burst: number, at: number) => Partial<Sample>) => {
  const { system, steps } = createRecordedSystem();
  let burst = -1;
  let fresh = false;
  const engine: LoadEngine = {
    name: 'http',
    connect: async (count) => void steps.push(`connect ${count}`),
    run: async (load, sink) => {
      const count = 'iterations' in load ? load.iterations : 0;
      if (fresh) burst += 1;
      const first = fresh;
      fresh = false;
      steps.push(`run ${count}`);
      for (let at = 0; at < count; at += 1) {
        const given = first ? startOf(burst, at) : { start: 'warm' as const };
        sink.sample(waited(0, first ? 200 : 10, { ...stored, ...given }));
      }
      return { startedUs: 0, endedUs: 0, started: count };
    },
    close: async () => {},
  };
  const renewing = {
    ...system,
    freshEnvironments: async () => {
      fresh = true;
      await system.freshEnvironments();
    },
  };
  const stop = new AbortController();
  const open = (wanted: number, atOnce: number, rounds = 1) =>
    createColdBursts({
      ...{ system: renewing, engine, wanted, atOnce, rounds, signal: stop.signal },
      asksBefore: false,
      planOf: (number) => createRequestPlan([400], number),
      onStep: () => {},
    });
  return { open, steps, stop };
};

describe('bursts of cold starts', () => {
  it('connect first, release all at once, and ask the same environments again', async () => {
    const { open, steps } = harness(() => ({ start: 'cold' }));
    const bursts = open(3, 3);
    await bursts.round(1);
    expect(steps).toEqual(['fresh', 'connect 3', 'run 3', 'connect 3', 'run 9']);
    expect(bursts.summary()).toMatchObject({ proven: 3, unproven: 0, failed: 0 });
    expect(bursts.summary().bursts).toEqual([
      { round: 1, ...stored, coldMs: [200, 200, 200], warmMs: new Array(9).fill(10) },
    ]);
  });

  it('go on until so many are proven, a share of them in each round', async () => {
    // Every other burst, one of two environments is an old one.
    const { open } = harness((burst, at) => ({
      start: burst % 2 === 1 && at === 1 ? 'warm' : 'cold',
    }));
    const bursts = open(6, 2, 2);
    await bursts.round(1);
    expect(bursts.summary()).toMatchObject({ proven: 3, unproven: 1 });
    await bursts.round(2);
    expect(bursts.summary()).toMatchObject({ proven: 6, unproven: 2 });
    expect(bursts.summary().bursts.map(({ round }) => round)).toEqual([1, 1, 2, 2]);
  });

  it('give up on a target that proves nothing, and count what failed', async () => {
    const { open } = harness((_, at) =>
      at === 0 ? { class: 'http_error', start: 'unknown' } : { start: 'unknown' },
    );
    const bursts = open(4, 2);
    await bursts.round(1);
    expect(bursts.summary()).toEqual({
      ...{ atOnce: 2, wanted: 4, proven: 0, unproven: 6, failed: 6, bursts: [] },
    });
  });

  it('end when they are stopped', async () => {
    const { open, stop, steps } = harness(() => ({ start: 'cold' }));
    stop.abort();
    await open(4, 2).round(1);
    expect(steps).toEqual([]);
  });
});
