import { expect, it } from 'vitest';
import type { EventSummary } from '../../../src/core/events/event-summary.ts';
import { eventSentences } from '../../../src/report/bench/event-sentences.ts';

const events = (late: number): EventSummary => ({
  ...{ event: 's3-put', accepted: 3, handled: 3 - late, refused: 0, late, deadLettered: 0 },
  ...{ lost: 0, delivery: null, polling: { reads: 9, everyMs: 20, graceMs: 5000 } },
  endToEnd: [{ start: 'warm', values: { med: 100, count: 3 - late }, histogram: '' }],
});

it('says of times that uploads which took too long are not in them', () => {
  expect(eventSentences({ events: events(0) }, {})[1]).toBe(
    'From the accepted upload to the readable item, warm starts (3): p50 100 ms.',
  );
  expect(eventSentences({ events: events(1) }, {})[1]).toBe(
    'From the accepted upload to the readable item, of those in time, warm starts (2): p50 100 ms.',
  );
});
