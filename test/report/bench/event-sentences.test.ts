import { expect, it } from 'vitest';
import { eventSentences } from '../../../src/report/bench/event-sentences.ts';

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
