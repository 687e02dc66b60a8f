import { describe, expect, it } from 'vitest';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { planPhases } from '../../../src/bench/phases/phase-plan.ts';
import type { PhaseResult } from '../../../src/bench/phases/run-phase.ts';
import { isUnfilled, runPhases } from '../../../src/bench/phases/run-phases.ts';
import { phaseOf } from '../../report/k6/k6-text.ts';
import { createRecordedSystem } from '../../support/load/recorded-system.ts';

const load: Load = {
  ...{ executor: 'shared-iterations', vus: 1, iterations: 1, maxDurationMs: 1 },
  ...{ gracefulStopMs: 0, thinkTimeMs: 0 },
};

const fetched = (count: number) => ({
  'http_reqs{outcome:fetched}': {
    ...({ type: 'counter', contains: 'default', values: { count, rate: count } } as const),
  },
});

const resultOf = (name: string, fetchedCount = 0): PhaseResult => ({
  summary: {
    ...phaseOf(fetchedCount === 0 ? {} : fetched(fetchedCount)),
    ...{ name, notes: ['its own'] },
  },
  usage: {
    ...{ eventLoopDelayP99Ms: 0, cpuUtilisation: 0, pollingUtilisation: 0, watchedMs: 0 },
    slotErrorP99Ms: null,
  },
  rounds: [],
});

const harness = (during?: (step: string) => void) => {
  const stop = new AbortController();
  const { system, steps } = createRecordedSystem(Number.POSITIVE_INFINITY, during);
  const run = (
    choice: 'both' | 'matrix' | 'warm' | 'cold',
    options: {
      readonly notes?: ReadonlyMap<string, string>;
      readonly onRun?: (name: string) => number | undefined;
      readonly rounds?: number;
      readonly onEnd?: () => void;
    } = {},
  ) =>
    runPhases({
      ...{ system, sizes: [400], environments: 2, signal: stop.signal, onStep: () => {} },
      ...{ plans: planPhases(choice), notes: options.notes ?? new Map() },
      rounds: options.rounds ?? 1,
      begin: ({ name }) => {
        let fetchedCount: number | undefined;
        return {
          run: async () => {
            fetchedCount = options.onRun?.(name);
          },
          finish: () => resultOf(name, fetchedCount),
        };
      },
      runRound: async (phase, { name }, { at, of, round }) => {
        steps.push(`run ${name} ${at}/${of}`);
        await phase.run({ round, load, plan: createRequestPlan(null, 1), firstWave: undefined });
      },
      endRound: async (round) => {
        steps.push(`end ${round}`);
        options.onEnd?.();
      },
    });
  return { run, steps, stop };
};

describe('runPhases', () => {
  it('prepares each phase right before it runs', async () => {
    const { run, steps } = harness();
    const { results } = await run('both');
    expect(steps).toEqual([
      ...['try 400', 'empty', 'fresh', 'run cold 1/2'],
      ...['fill 400', 'warm 2', 'run warm 2/2', 'end 1'],
    ]);
    expect(results.map(({ summary }) => [summary.name, summary.notes])).toEqual([
      ['cold', ['its own']],
      ['warm', ['its own']],
    ]);
  });

  it('adds what is known beforehand, and what a filled phase met', async () => {
    const notes = new Map([['warm', 'Environments were left as they were.']]);
    const { run } = harness();
    const { results } = await run('both', { notes, onRun: () => 3 });
    const [cold, warm] = results;
    expect(cold?.summary.notes).toEqual(['its own']);
    expect(warm?.summary.notes).toEqual([
      'its own',
      'Environments were left as they were.',
      '3 requests met an image that was not stored, though all had been.',
    ]);
    const [coldPlan, warmPlan] = planPhases('both');
    if (!coldPlan || !warmPlan || !warm) throw new Error('two phases');
    expect(isUnfilled(warmPlan, warm.summary)).toBe(true);
    expect(isUnfilled(coldPlan, warm.summary)).toBe(false);
    expect(isUnfilled(warmPlan, resultOf('warm').summary)).toBe(false);
  });

  it('runs all phases again in each round, each from its own state', async () => {
    const { run, steps } = harness();
    const { results } = await run('both', { rounds: 2 });
    expect(results.map(({ summary }) => summary.name)).toEqual(['cold', 'warm']);
    expect(steps.slice(8)).toEqual([
      ...['empty', 'fresh', 'run cold 3/4', 'fill 400', 'warm 2', 'run warm 4/4', 'end 2'],
    ]);
  });

  it('keeps the rounds that were measured when it is stopped in a later one', async () => {
    const { run, steps, stop } = harness();
    let runs = 0;
    const { results } = await run('both', {
      rounds: 3,
      onRun: () => {
        runs += 1;
        if (runs === 3) stop.abort();
        return 0;
      },
    });
    expect(results).toHaveLength(2);
    expect(steps.filter((step) => /^(run|end)/.test(step))).toEqual([
      ...['run cold 1/6', 'run warm 2/6', 'end 1', 'run cold 3/6'],
    ]);
  });

  it('ends with the phase under way when it is stopped', async () => {
    const { run, steps, stop } = harness();
    const { results } = await run('matrix', {
      onRun: (name) => {
        if (name === 'cold-filled') stop.abort();
        return 0;
      },
    });
    expect(results.map(({ summary }) => summary.name)).toEqual(['cold-empty', 'cold-filled']);
    expect(steps.at(-1)).toBe('run cold-filled 2/4');
  });

  it.each([
    ['ends', () => {}],
    [
      'fails',
      () => {
        throw new Error('stopped in the middle');
      },
    ],
  ])('runs no phase whose preparation was stopped and then %s', async (_, end) => {
    const { run, stop, steps } = harness((step) => {
      if (!step.startsWith('fill')) return;
      stop.abort();
      end();
    });
    expect((await run('both')).results).toHaveLength(1);
    expect(steps.filter((step) => step.startsWith('run'))).toEqual(['run cold 1/2']);
  });

  it('fails when a preparation does', async () => {
    const { run } = harness((step) => {
      if (step === 'empty') throw new Error('the disk is gone');
    });
    await expect(run('both')).rejects.toThrow('the disk is gone');
  });

  it.each(['fill', 'end'])('keeps what was measured before a failure: %s', async (at) => {
    const full = new Error('the disk is full');
    const { run, steps } = harness((step) => {
      if (at === 'fill' && step.startsWith(at)) throw full;
    });
    const { results, failure } = await run('both', {
      rounds: 2,
      onEnd: () => {
        if (at === 'end') throw full;
      },
    });
    expect(results).toHaveLength(at === 'fill' ? 1 : 2);
    expect(failure).toBe(full);
    expect(steps.filter((step) => step.startsWith('run'))).toHaveLength(results.length);
  });

  it.each([
    ['both', ['try 400', 'empty']],
    ['warm', ['fill 400']],
    ['cold', ['empty']],
  ] as const)(
    'tries the origin before it empties what it fills again: %s',
    async (choice, first) => {
      const { run, steps } = harness();
      await run(choice);
      expect(steps.slice(0, first.length)).toEqual(first);
    },
  );

  it('empties nothing when the origin cannot be had', async () => {
    const { run, steps } = harness((step) => {
      if (step.startsWith('try')) throw new Error('no route');
    });
    await expect(run('both')).rejects.toThrow('no route');
    expect(steps).toEqual(['try 400']);
  });
});
