import { describe, expect, it } from 'vitest';
import type { Load } from '../../../../src/bench/load/load.ts';
import { type LiveOptions, startLive } from '../../../../src/commands/bench/live/live.ts';
import type { LiveState } from '../../../../src/report/bench/live-view.ts';
import { phaseOf } from '../../../report/k6/k6-text.ts';

const load: Load = {
  ...{ executor: 'constant-vus', vus: 10, durationMs: 10_000 },
  ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
};

const stateAt = (elapsedMs: number): LiveState => ({
  phase: 'load',
  position: { at: 1, of: 1 },
  progress: {
    ...{ load, elapsedMs, status: 'running', activeVus: 10, initialisedVus: 10 },
    ...{ complete: elapsedMs, interrupted: 0 },
  },
  classes: phaseOf({}).classes,
  ...{ coldStarts: 0, medMs: 1, p95Ms: 2, points: [] },
});

/** A terminal and a timer that tests turn by hand. */
const harness = (show: LiveOptions['show'], changes: Partial<LiveOptions> = {}) => {
  const written: string[] = [];
  const intervals: number[] = [];
  let tick = () => {};
  let resized = () => {};
  let columns = 80;
  let stopped = 0;
  let elapsedMs = 0;
  let release: (() => void) | undefined;
  const write = (chunk: string | Uint8Array): Promise<void> => {
    written.push(String(chunk));
    return release === undefined
      ? Promise.resolve()
      : new Promise((resolve) => {
          release = resolve;
        });
  };
  const live = startLive({
    stream: {
      isTTY: true,
      get columns() {
        return columns;
      },
      ...{ write, draw: write, repaints: true },
      onResize: (listener) => {
        resized = listener;
        return () => {
          stopped += 1;
        };
      },
    },
    ...{ show, colour: false, expectedMs: 10_000 },
    every: (ms, callback) => {
      intervals.push(ms);
      tick = callback;
      return () => {
        stopped += 1;
      };
    },
    state: () => stateAt(elapsedMs),
    ...changes,
  });
  return {
    ...{ live, written, intervals },
    stopped: () => stopped,
    tickAt: async (ms: number) => {
      elapsedMs = ms;
      tick();
      await Promise.resolve();
      await Promise.resolve();
    },
    resizeTo: (to: number) => {
      columns = to;
      resized();
    },
    block: () => {
      release = () => {};
    },
    unblock: async () => {
      release?.();
      release = undefined;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

describe('frames', () => {
  it('repaint in place, five times a second, and leave nothing behind', async () => {
    const { live, written, intervals, tickAt, stopped } = harness('frames');
    expect(intervals).toEqual([200]);
    await tickAt(100);
    await tickAt(200);
    expect(written[0]).toMatch(/^load: 00\.1s elapsed/);
    expect(written[1]?.startsWith('\u001b[8A\r')).toBe(true);
    expect(written[1]).toContain('running (00.2s)');
    await live.stop();
    expect(written[2]).toBe('\u001b[8A\r\u001b[J');
    expect(stopped()).toBe(2);
  });

  it('follow the size of the terminal, broken lines included', async () => {
    const { written, tickAt, resizeTo } = harness('frames');
    await tickAt(100);
    const rows = (written[0] ?? '').split('\u001b[K\n').slice(0, -1);
    resizeTo(40);
    const narrow = rows.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 40)), 0);
    expect(narrow).toBeGreaterThan(8);
    expect(written[1]?.startsWith(`\u001b[${narrow}A\r`)).toBe(true);
    const longest = Math.max(
      ...(written[1] ?? '')
        .slice(6)
        .split('\u001b[K\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(40);
  });

  it('are skipped while the terminal has not taken the last one', async () => {
    const { written, tickAt, block, unblock } = harness('frames');
    block();
    await tickAt(100);
    await tickAt(200);
    expect(written).toHaveLength(1);
    await unblock();
    await tickAt(300);
    expect(written).toHaveLength(2);
  });

  it('are not painted between phases', async () => {
    const { live, written, tickAt } = harness('frames', { state: () => undefined });
    await tickAt(100);
    await live.stop();
    expect(written).toEqual([]);
  });
});

describe('lines', () => {
  it('go out one a second, fewer of a long run', async () => {
    const { live, written, intervals, tickAt, stopped } = harness('lines');
    await tickAt(1000);
    await live.stop();
    expect(written).toEqual(['running (01.0s), load, 1000 complete, -, p95 2ms, 10/10 VUs\n']);
    expect(intervals).toEqual([1000]);
    expect(stopped()).toBe(1);
    expect(harness('lines', { expectedMs: 600_000 }).intervals).toEqual([10_000]);
  });
});

it('keeps silent when asked to', async () => {
  const { live, written, intervals } = harness('none');
  await live.stop();
  expect([written, intervals]).toEqual([[], []]);
});
