import { expect, it } from 'vitest';
import type { IdleFindings, LabRun } from '../../../src/bench/lab/lab-document.ts';
import { labText } from '../../../src/report/lab/lab-text.ts';
import { percent } from '../../../src/report/lab/parts.ts';

const run: LabRun = {
  ...{ schemaVersion: 1, command: [], startedAt: '2026-11-21T10:00:00.000Z', target: 'f', seed: 1 },
  ...{ subject: { kind: 'function', name: 'f' }, sharesMachine: false, interrupted: false },
};

const idle = (median: IdleFindings['median']): string =>
  labText(
    {
      ...run,
      lab: 'idle',
      range: { shortestMs: 1000, longestMs: 60_000 },
      trials: [{ idleMs: 60_000, cold: false }],
      discarded: 0,
      median,
      curve: [{ idleMs: 60_000, chance: 0.004, band: [0, 1] }],
      endedBy: 'trials',
    },
    { width: 100, colour: false },
  );

it('says of a median lifetime beyond the waits only that it is there', () => {
  expect(idle({ ms: null, interval: [60_000, null] })).toContain(
    'Half of the idle environments live over 60.0 s (95 %: 60.0 s to over 60.0 s).',
  );
  expect(idle({ ms: null, interval: [null, 1000] })).toContain(
    'Half of the idle environments live under 1.00 s (95 %: under 1.00 s to 1.00 s).',
  );
  expect(idle({ ms: 2000, interval: [1500, 3000] })).toContain(
    'live 2.00 s (95 %: 1.50 s to 3.00 s).',
  );
});

it('never says of an estimated share that it is nothing or all', () => {
  expect(idle({ ms: null, interval: [60_000, null] })).toMatch(/under 1 % +under 1 % to over 99 %/);
  expect([0, 0.004, 0.006, 0.5, 0.994, 0.996, 1].map(percent)).toEqual([
    ...['under 1 %', 'under 1 %', '1 %', '50 %', '99 %', 'over 99 %', 'over 99 %'],
  ]);
});
