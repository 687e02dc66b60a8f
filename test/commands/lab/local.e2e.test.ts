import { describe, expect, it } from 'vitest';
import type { LabDocument } from '../../../src/bench/lab/lab-document.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { realClock } from '../../support/load/real-clock.ts';

type Found<L extends LabDocument['lab']> = Extract<LabDocument, { lab: L }>;

const lab = async (...argv: readonly string[]) => {
  const io = createTestIo({ clock: realClock });
  const { code, out } = await runFibimg(['lab', ...argv, '--ints', '400-401', '--seed', '1'], {
    io,
  });
  expect(code).toBe(0);
  return out;
};

describe('lab on the local Lambda', { timeout: 60_000 }, () => {
  it('finds how long it lets an environment idle', async () => {
    const range = ['--shortest', '100ms', '--longest', '5s', '--waits', '8'];
    const out = await lab('idle', '--idle', '600ms', ...range, '--json');
    const { median, trials } = JSON.parse(out) as Found<'idle'>;
    expect(median.interval[0]).toBeLessThan(600);
    expect(median.interval[1]).toBeGreaterThan(600);
    expect(trials.every(({ idleMs, cold }) => cold === idleMs > 590)).toBe(true);
  });

  it('starts an environment for each request of a burst', async () => {
    const out = await lab('burst', '--burst', '3', '--rounds', '1', '--json');
    const { steps, renewed } = JSON.parse(out) as Found<'burst'>;
    expect([renewed, steps.map(({ atOnce, starts }) => [atOnce, starts.cold])]).toEqual([
      true,
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ]);
  });

  it('recommends no memory size, and says why', async () => {
    const out = await lab('memory', '--memory', '512,1024', '--rounds', '1', '--burst', '1');
    expect(out).toContain('which size is best cannot be told here');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
