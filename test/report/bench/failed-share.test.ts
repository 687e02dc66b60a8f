import { expect, it } from 'vitest';
import { renderPhase } from '../../../src/report/bench/bench-summary.ts';
import { failedShare } from '../../../src/report/bench/failed-share.ts';
import { defaultTrendStats } from '../../../src/report/k6/summary-style.ts';
import { sampleDocument, samplePhase } from '../sample-document.ts';

const phase = samplePhase('load', 25, 0);
const withFailures = (failed: number) => {
  const counts = { started: 110, ok: 100 - failed, http_error: failed, interrupted: 10 };
  return { ...phase, classes: { ...phase.classes, ...counts, timeout: 0 } };
};

it.each([
  [0, '✓'],
  [5, '✓'],
  [6, '✗'],
  [100, '✗'],
])('of 100 requests that ended %d failed: the phase ends with %s', (failed, mark) => {
  expect(failedShare(withFailures(failed))).toBe(failed / 100);
  const text = renderPhase(withFailures(failed), sampleDocument(), {
    ...{ mode: 'full', trendStats: defaultTrendStats, colour: false, width: 80 },
  });
  expect(text).toMatch(new RegExp(`^load ${mark} \\[`, 'm'));
});

it('of a phase in which nothing ended there is no failure', () => {
  expect(failedShare({ classes: { ...phase.classes, started: 2, interrupted: 2 } })).toBe(0);
});
