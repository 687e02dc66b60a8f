import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/bench/load/load.ts';
import {
  type LiveState,
  renderLiveFrame,
  renderLiveLine,
} from '../../../src/report/bench/live-view.ts';
import { sparkline } from '../../../src/report/bench/sparkline.ts';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { phaseOf } from '../k6/k6-text.ts';

const load: Load = {
  ...{ executor: 'constant-vus', vus: 10, durationMs: 10_000 },
  ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
};
const point = (second: number, ended: number, medMs: number) => ({
  ...{ second, started: ended, ended, failed: 0, dropped: 0, cold: 0, vus: 10 },
  ...{ medMs, p95Ms: medMs * 2 },
});
const liveState = (changes: Partial<LiveState> = {}): LiveState => ({
  phase: 'cold',
  position: { at: 1, of: 2 },
  progress: {
    ...{ load, elapsedMs: 3200, status: 'running', activeVus: 10, initialisedVus: 10 },
    ...{ complete: 266, interrupted: 0 },
  },
  classes: { ...phaseOf({}).classes, started: 270, ok: 263, timeout: 2, throttled: 1 },
  coldStarts: 10,
  medMs: 120,
  p95Ms: 240,
  points: [point(0, 10, 400), point(1, 70, 200), point(2, 83, 100)],
  ...changes,
});

describe('renderLiveFrame', () => {
  it('shows where the run is', () => {
    expect(renderLiveFrame(liveState(), 80, false)).toEqual([
      'cold (phase 1 of 2): 03.2s elapsed, 06.8s left',
      '  rate     83.0/s     ▂▇█',
      '  p50      120ms      █▅▃',
      '  p95      240ms      █▅▃',
      '  errors   throttled 1, timeout 2',
      '  cold     10 starts',
      'running (03.2s), 10/10 VUs, 266 complete and 0 interrupted iterations',
      'cold   [===========>--------------------------] 10 VUs  03.2s/10s',
    ]);
  });

  it('shows a phase in which nothing has ended yet', () => {
    const nothing = { medMs: null, p95Ms: null, points: [], coldStarts: 0 };
    const { classes } = phaseOf({});
    const frame = renderLiveFrame(liveState({ ...nothing, classes }), 80, false);
    expect(frame.slice(1, 6)).toEqual([
      ...['  rate     -', '  p50      -', '  p95      -'],
      ...['  errors   none', '  cold     0 starts'],
    ]);
  });

  it('fits every width and has as many lines at each', () => {
    const points = Array.from({ length: 300 }, (_, at) => point(at, at, at));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (width) => {
        const frame = renderLiveFrame(liveState({ points }), width, false);
        expect(frame).toHaveLength(8);
        for (const line of frame) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('marks errors in colour besides the words', () => {
    expect(renderLiveFrame(liveState(), 80, true)[4]).toBe(
      '\u001b[31m  errors   throttled 1, timeout 2\u001b[0m',
    );
  });
});

it('says the same in a line for a log', () => {
  expect(renderLiveLine(liveState(), 100)).toBe(
    'running (03.2s), cold, throttled 1, timeout 2, 266 complete, 83.0/s, p95 240ms, 10/10 VUs',
  );
  expect(renderLiveLine(liveState(), 60)).toBe(
    'running (03.2s), cold, throttled 1, timeout 2, 266 complete…',
  );
});

describe('sparkline', () => {
  it('draws the last values, to their highest', () => {
    expect(sparkline([9, 0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([5, undefined, 5], 10)).toBe('█ █');
    expect(sparkline([0, 0], 10)).toBe('▁▁');
    expect(sparkline([1, 2], 0)).toBe('');
  });
});
