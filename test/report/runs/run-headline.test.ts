import { expect, it } from 'vitest';
import type { Effect } from '../../../src/bench/record/effect.ts';
import { runHeadline } from '../../../src/report/runs/run-headline.ts';
import { sampleDocument } from '../sample-document.ts';

it.each([
  [86.5, [79, 94], 'cold start +86.5 ms'],
  [86.5, null, 'cold start +86.5 ms'],
  [-12, [-15, -9], 'cold start -12.0 ms'],
  [2, [-3, 7], 'cold start cannot be told'],
] as const)('says of an effect of %d ms in %j: %s', (ms, interval, text) => {
  const effect: Effect = {
    ...{ of: 'cold-start', part: 'bursts', ms, interval, unit: 'round', units: 5 },
    ...{ requests: [40, 120] },
  };
  const [first] = runHeadline({ ...sampleDocument(), effects: [effect] }).split(', ');
  expect(first).toBe(text);
});
