import { describe, expect, it } from 'vitest';
import type { Load } from '../../../../src/bench/load/load.ts';
import { createPhaseRecorder } from '../../../../src/bench/record/phase-recorder.ts';
import { parseThresholds } from '../../../../src/bench/threshold/threshold-parser.ts';
import { createPhaseWatch } from '../../../../src/commands/bench/live/phase-watch.ts';
import { ended } from '../../../bench/ended.ts';

const load: Load = {
  ...{ executor: 'constant-vus', vus: 1, durationMs: 20_000, gracefulStopMs: 0, thinkTimeMs: 0 },
};

type Spent = Parameters<typeof createPhaseWatch>[3];

/** A phase whose seconds are turned by hand; every request takes 100 ms. */
const watching = (threshold?: string, phase = 'cold', spend?: Spent) => {
  const { thresholds, problems } = parseThresholds(threshold === undefined ? [] : [threshold]);
  expect(problems).toEqual([]);
  const interrupt = new AbortController();
  const watch = createPhaseWatch(load, thresholds, interrupt.signal, spend);
  let nowUs = 0;
  let drained = 0;
  const recorder = createPhaseRecorder({
    ...{ name: phase, startedAt: '', nowUs: () => nowUs, openModel: false },
  });
  const look = watch.begin(phase, { round: 1, at: 1, of: 2 });
  const lookAt = (ms: number): void => {
    recorder.sample(ended(ms * 1000, 100_000));
    nowUs = ms * 1000;
    look({
      recorder,
      drain: () => {
        drained += 1;
      },
    });
  };
  return { watch, interrupt, lookAt, drained: () => drained };
};

describe('thresholds while a phase runs', () => {
  it('are looked at every two seconds, and end phase and run when crossed', () => {
    const { watch, lookAt, drained } = watching('http_req_duration: max<50ms abortOnFail');
    lookAt(1750);
    expect([watch.stopped.aborted, drained(), watch.crossed()]).toEqual([false, 0, []]);
    lookAt(2000);
    expect([watch.stopped.aborted, drained()]).toEqual([true, 1]);
    expect(watch.crossed()).toMatchObject([
      { phase: 'cold', metric: 'http_req_duration', expression: 'max<50ms', ok: false },
    ]);
  });

  it('wait for delayAbortEval', () => {
    const { watch, lookAt } = watching(
      'http_req_duration: max<50ms abortOnFail delayAbortEval=10s',
    );
    for (const ms of [2000, 4000, 6000, 8000]) lookAt(ms);
    expect(watch.stopped.aborted).toBe(false);
    lookAt(10_000);
    expect(watch.stopped.aborted).toBe(true);
  });

  it.each([
    ['that hold', 'http_req_duration: max<5s abortOnFail'],
    ['that are not to abort', 'http_req_duration: max<50ms'],
    ['of another phase', 'http_req_duration{phase:warm}: max<50ms abortOnFail'],
    ['without data yet', 'http_req_duration{start:cold}: max<50ms abortOnFail'],
  ])('end nothing: those %s', (_, threshold) => {
    const { watch, lookAt, drained } = watching(threshold);
    for (const ms of [2000, 4000, 6000]) lookAt(ms);
    expect([watch.stopped.aborted, drained(), watch.crossed()]).toEqual([false, 0, []]);
  });
});

describe('the live state', () => {
  it('is that of the phase under way, and none between phases', () => {
    const { watch, lookAt } = watching();
    expect(watch.state()).toBeUndefined();
    lookAt(1000);
    expect(watch.state()).toMatchObject({
      ...{ phase: 'cold', position: { round: 1, at: 1, of: 2 }, classes: { started: 1, ok: 1 } },
      progress: { elapsedMs: 1000, status: 'running', complete: 1, interrupted: 0 },
    });
    watch.end();
    expect(watch.state()).toBeUndefined();
  });

  it('says that an interrupted phase is stopping', () => {
    const { watch, lookAt, interrupt } = watching();
    lookAt(1000);
    interrupt.abort();
    expect(watch.state()?.progress.status).toBe('stopping');
  });
});

describe('the money while a phase runs', () => {
  it('ends phase and run as soon as it is spent, what is under way counted', () => {
    let [usd, asked] = [0.4, 0];
    const spend = {
      maxUsd: 0.5,
      spentUsd: (underWay = 0) => {
        asked = underWay;
        return usd;
      },
    };
    const { watch, lookAt, drained } = watching(undefined, 'cold', spend);
    lookAt(250);
    expect([watch.stopped.aborted, watch.overspent(), drained()]).toEqual([false, false, 0]);
    usd = 0.5;
    lookAt(500);
    expect([watch.stopped.aborted, watch.overspent(), drained()]).toEqual([true, true, 1]);
    expect(asked).toBe(0);
    expect(watch.crossed()).toEqual([]);
  });
});
