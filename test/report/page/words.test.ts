import { expect, it } from 'vitest';
import { secondsText } from '../../../src/report/page/words.ts';

it.each([
  [0.04, '0 s'],
  [9.96, '10 s'],
  [119.4, '119 s'],
  [119.6, '2:00 min'],
  [179.6, '3:00 min'],
  [605, '10:05 min'],
])('writes %d seconds', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});
