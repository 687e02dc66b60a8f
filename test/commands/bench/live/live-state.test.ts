import { expect, it } from 'vitest';
import type { Load } from '../../../../src/bench/load/load.ts';
import { createPhaseRecorder } from '../../../../src/bench/record/phase-recorder.ts';
import { liveStateOf } from '../../../../src/commands/bench/live/live-state.ts';
import { ended } from '../../../bench/ended.ts';

const load: Load = {
  ...{ executor: 'ramping-arrival-rate', startRate: 10, preAllocatedVus: 5, maxVus: 5 },
  stages: [
    { durationMs: 4000, target: 50 },
    { durationMs: 4000, target: 0 },
  ],
  ...{ gracefulStopMs: 0, thinkTimeMs: 0 },
};

it('shows what the recorder has seen so far, second by second', () => {
  let nowUs = 0;
  const recorder = createPhaseRecorder({
    ...{ name: 'load', startedAt: '', nowUs: () => nowUs, openModel: true },
  });
  const phase = { name: 'load', load, position: { at: 1, of: 1 } };
  recorder.virtualUsers(3, 5);
  const at = (ms: number, stopping = false) => {
    nowUs = ms * 1000;
    recorder.sample(ended(nowUs, 20_000));
    return liveStateOf(phase, recorder.snapshot(), stopping);
  };
  expect(at(500)).toMatchObject({
    ...{ phase: 'load', points: [], medMs: 20 },
    progress: { status: 'running', complete: 1, activeVus: 3, initialisedVus: 5, plannedRate: 15 },
  });
  at(1200);
  at(1300);
  expect(at(2100)).toMatchObject({
    points: [
      { second: 0, ended: 1 },
      { second: 1, ended: 2 },
    ],
  });
  expect(at(6000, true).progress).toMatchObject({ status: 'stopping', plannedRate: 25 });
  expect(at(9000).progress).toMatchObject({ status: 'stopping', plannedRate: 0 });
});
