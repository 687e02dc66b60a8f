import { describe, expect, it } from 'vitest';
import { createExecutorEngine } from '../../../src/bench/engine/executor-engine.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import type { Load } from '../../../src/bench/load/load.ts';
import { isOpenModel } from '../../../src/bench/load/load-arithmetic.ts';
import { beginPhase, type PhaseRound } from '../../../src/bench/phases/run-phase.ts';
import {
  createScriptedRequester,
  type SentRequest,
} from '../../support/load/scripted-requester.ts';
import { createVirtualScheduler } from '../../support/load/virtual-scheduler.ts';

const common = { gracefulStopMs: 1000, thinkTimeMs: 0 };
const atTen: Load = {
  executor: 'constant-arrival-rate',
  ...{ rate: 10, durationMs: 3000, preAllocatedVus: 2, maxVus: 2, ...common },
};

interface Script {
  readonly latencyMs: (sent: SentRequest) => number;
  readonly answer?: (sent: SentRequest) => Partial<Sample>;
  readonly watch?: PhaseRound['watch'];
  readonly rounds?: number;
  /** Holds the whole process up after the request with that index was sent. */
  readonly stallAt?: { readonly index: number; readonly ms: number };
}

const usage = {
  eventLoopDelayP99Ms: 1,
  cpuUtilisation: 0.1,
  pollingUtilisation: 0,
  watchedMs: 3000,
};

const runInVirtualTime = async (load: Load, script: Script) => {
  const scheduler = createVirtualScheduler(1_000_000);
  const stops: number[] = [];
  const requester = createScriptedRequester(
    scheduler,
    (sent) => {
      const { stallAt } = script;
      if (stallAt?.index === sent.index) scheduler.stall(stallAt.ms * 1000);
      return script.latencyMs(sent) * 1000;
    },
    script.answer,
  );
  const phase = beginPhase({
    name: 'load',
    engine: createExecutorEngine('http', requester, scheduler),
    monitor: {
      start: () => ({
        resume: () => {},
        stop: () => {
          stops.push(scheduler.nowUs());
          return usage;
        },
      }),
    },
    now: () => new Date('2026-01-02T03:04:05Z'),
    drain: new AbortController().signal,
    ...{ scheduler, openModel: isOpenModel(load), isShared: false },
  });
  const plan = createRequestPlan({ from: 400, to: 1000 }, 1);
  for (let round = 1; round <= (script.rounds ?? 1); round += 1) {
    const part = phase.run({
      ...{ round, load, plan, firstWave: undefined },
      ...(script.watch && { watch: script.watch }),
    });
    await scheduler.runAll(10_000 * round);
    await part;
    // What happens between two rounds is none of the phase's.
    scheduler.stall(5_000_000);
  }
  return { ...phase.finish(), stops, sent: requester.sent };
};

describe('beginPhase', () => {
  it('measures a phase: started + dropped = planned, classes exact, both clocks', async () => {
    const { summary, usage } = await runInVirtualTime(atTen, {
      latencyMs: ({ index }) => (index === 0 ? 1000 : 50),
      answer: ({ index }) =>
        index % 7 === 3 ? { class: 'throttled', status: 429, errorCode: 'Slow' } : {},
    });
    expect(summary).toMatchObject({ name: 'load', startedAt: '2026-01-02T03:04:05.000Z' });
    expect(summary.durationMs).toBe(3000);
    expect(summary.classes).toMatchObject({ started: 30, ok: 26, throttled: 4, dropped: 0 });
    expect(summary.errors).toEqual([{ class: 'throttled', code: 'Slow', count: 4 }]);
    expect(summary.metrics['vus_max']?.values).toMatchObject({ max: 2 });
    expect(summary.metrics['queue_delay']?.values).toMatchObject({ max: 0, count: 30 });
    expect(summary.series.map(({ started }) => started)).toEqual([10, 10, 10]);
    expect(usage).toEqual({ ...usage, slotErrorP99Ms: 0 });
  });

  it('counts what found no virtual user', async () => {
    const { summary, sent } = await runInVirtualTime(atTen, { latencyMs: () => 1000 });
    expect(summary.classes.started + summary.classes.dropped).toBe(30);
    expect(summary.classes.dropped).toBe(24);
    expect(sent).toHaveLength(6);
    expect(summary.metrics['dropped_iterations']?.values).toMatchObject({ count: 24 });
  });

  it('starts late slots at once after the generator was held up, and tells how late', async () => {
    const load: Load = { ...atTen, rate: 1000, durationMs: 1000, maxVus: 600, preAllocatedVus: 1 };
    const { summary, usage } = await runInVirtualTime(load, {
      latencyMs: () => 20,
      stallAt: { index: 200, ms: 500 },
    });
    expect(summary.classes).toMatchObject({ started: 1000, ok: 1000, dropped: 0 });
    expect(usage.slotErrorP99Ms).toBeCloseTo(490, -1);
    expect(summary.metrics['response_time']?.values).toMatchObject({ max: 519 });
    expect(summary.metrics['http_req_total']?.values).toMatchObject({
      'p(95)': expect.closeTo(20, 1),
    });
  });

  it('adds its rounds up as if nothing had been between them, and keeps each apart', async () => {
    const { summary, rounds } = await runInVirtualTime(atTen, {
      latencyMs: () => 50,
      rounds: 3,
      answer: ({ index }) => ({
        ...{ start: index % 30 === 0 ? 'cold' : 'warm', outcome: 'stored' },
        ...{ class: index % 30 === 7 ? 'http_error' : 'ok' },
      }),
    });
    expect(summary.durationMs).toBe(9000);
    expect(summary.classes).toMatchObject({ started: 90, ok: 87, http_error: 3 });
    expect(summary.metrics['http_reqs']?.values).toEqual({ count: 90, rate: 10 });
    expect(summary.series.map(({ started }) => started)).toEqual(new Array(9).fill(10));
    expect(rounds.map(({ round, phase, ended, failed }) => [round, phase, ended, failed])).toEqual([
      ...[1, 2, 3].map((round) => [round, 'load', 30, 1]),
    ]);
    for (const { durationMs, populations } of rounds) {
      expect(durationMs).toBe(3000);
      const counts = populations.map(({ start, values }) => [start, values['count']]);
      expect(counts).toEqual([
        ['cold', 1],
        ['warm', 28],
      ]);
    }
  });

  it('lets a watcher look on and end the phase early', async () => {
    const seen: number[] = [];
    const { summary, stops } = await runInVirtualTime(atTen, {
      latencyMs: () => 50,
      watch: {
        everyMs: 500,
        look({ recorder, drain }) {
          const { elapsedMs, classes } = recorder.snapshot();
          seen.push(elapsedMs, classes.ok);
          if (elapsedMs >= 1000) drain();
        },
      },
    });
    expect(seen).toEqual([500, 5, 1000, 10]);
    expect(summary.classes).toMatchObject({ started: 10, ok: 10, dropped: 0 });
    expect(stops.length).toBeGreaterThan(0);
  });

  it('stops watching and looking after itself when the engine fails', async () => {
    const scheduler = createVirtualScheduler();
    let stopped = 0;
    const phase = beginPhase({
      name: 'load',
      engine: {
        name: 'http',
        run: () => Promise.reject(new Error('the engine broke')),
        close: async () => {},
      },
      ...{ scheduler, openModel: true, isShared: false },
      monitor: {
        start: () => ({
          resume: () => {},
          stop: () => {
            stopped++;
            return usage;
          },
        }),
      },
      now: () => new Date(0),
      drain: new AbortController().signal,
    });
    stopped = 0;
    const failing = phase.run({
      ...{ round: 1, load: atTen, plan: createRequestPlan(null, 1), firstWave: undefined },
      watch: { everyMs: 1, look: () => {} },
    });
    await expect(failing).rejects.toThrow('the engine broke');
    await scheduler.runAll(5);
    expect(stopped).toBe(1);
  });
});
