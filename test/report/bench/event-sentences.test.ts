import { expect, it } from 'vitest';
import { effectSentences } from '../../../src/report/bench/effect-sentences.ts';
import { eventSentences } from '../../../src/report/bench/event-sentences.ts';
import { kindSentences } from '../../../src/report/bench/kind-sentences.ts';
import { loadSentence } from '../../../src/report/bench/load-sentence.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

it.each([
  [false, '1 lost'],
  [true, '1 not handled when the run was interrupted'],
])('calls nothing lost that an interruption (%s) may have left under way', (interrupted, text) => {
  const events = {
    ...({
      event: 's3-put',
      accepted: 3,
      handled: 2,
      refused: 0,
      late: 0,
      deadLettered: 0,
    } as const),
    ...{ lost: 1, delivery: null, endToEnd: [] },
    polling: { reads: 9, everyMs: 10, graceMs: 0 },
  };
  const [account] = eventSentences({ events, interrupted }, { timeUnit: 'ms' });
  expect(account).toContain(text);
});

it('says of times that uploads which took too long are not in them', () => {
  const timed = (late: number) => {
    const values = { med: 100, count: 3 - late };
    const events = {
      ...({ event: 's3-put', accepted: 3, refused: 0, deadLettered: 0, lost: 0 } as const),
      ...{ handled: 3 - late, late, delivery: null },
      ...{ polling: { reads: 9, everyMs: 20, graceMs: 5000 } },
      endToEnd: [{ start: 'warm', values, histogram: '' }] as const,
    };
    return eventSentences({ events, interrupted: false }, { timeUnit: 'ms' })[1];
  };
  expect(timed(0)).toContain('to the readable item, warm starts (3): p50');
  expect(timed(1)).toContain('to the readable item, of those in time, warm starts (2): p50');
});

it('calls uploads what they are, and says nothing of missing images', () => {
  const style = { mode: 'compact', trendStats: [], colour: false, width: 80 } as const;
  const samples = [waited(1, 10), waited(2, 210, { start: 'cold', initKind: 'on-demand' })];
  const requests = recordedRun([{ name: 'load', samples }]);
  const uploads = { ...requests, scenario: { ...requests.scenario, engine: 'event' as const } };
  const said = (run: typeof requests) =>
    [...kindSentences(run, style), ...effectSentences(run, style)].join(' ');
  expect(said(requests)).toMatch(/1 of 2 requests waited.*missing image/);
  expect(said(uploads)).toContain('1 of 2 uploads waited');
  expect(said(uploads)).not.toMatch(/request|missing image/);
  const load = { executor: 'shared-iterations', vus: 2, iterations: 10 } as const;
  const whole = { ...requests.scenario.load, ...load, maxDurationMs: 1000 };
  expect(loadSentence(whole, 1, 'event')).toBe('10 uploads shared among 2 VUs');
  expect(loadSentence(whole, 1, 'http')).toBe('10 iterations shared among 2 VUs');
});
