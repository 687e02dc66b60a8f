import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LabDocument } from '../../../src/bench/lab/lab-document.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { realClock } from '../../support/load/real-clock.ts';

type Found<L extends LabDocument['lab']> = Extract<LabDocument, { lab: L }>;

const run = (...argv: readonly string[]) => {
  const io = createTestIo({ clock: realClock });
  return runFibimg(['lab', ...argv, '--ints', '400-401', '--seed', '1'], { io });
};

const lab = async (...argv: readonly string[]) => {
  const { code, out } = await run(...argv);
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
    const { code, out, err } = await run('burst', '--burst', '3', '--rounds', '1', '--json');
    expect(code).toBe(0);
    expect(err).toContain('\nround 1 of 1: 2 at once\n');
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

  it.runIf(existsSync('/dev/full'))('prints what it could not save', async () => {
    const { code, out, err } = await run(
      'burst',
      '--burst',
      '1',
      '--rounds',
      '1',
      '--save',
      '/dev/full',
    );
    expect([code, out]).toEqual([1, expect.stringContaining('at once')]);
    expect(err).toContain('no space is left');
  });

  it('says that no wait fits, where none does', async () => {
    const { code, err } = await run('idle', '--budget', '100ms');
    expect([code, err]).toEqual([2, expect.stringContaining('not one wait fits into --budget')]);
  });
});
