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
