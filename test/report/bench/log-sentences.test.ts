import { expect, it } from 'vitest';
import { logSentences } from '../../../src/report/bench/log-sentences.ts';

const logs = {
  ...{ group: '/aws/lambda/f', named: 400, unnamed: 0, wanted: 100, joined: 100, unjoined: 0 },
  ...{ others: 7, duplicates: 0, reads: 1, parts: [] },
};

it('counts lines of other requests as the least where only a part of all was looked at', () => {
  expect(logSentences({ logs })[0]).toContain('; at least 7 lines are of other requests.');
  expect(logSentences({ logs: { ...logs, named: 100 } })[0]).toContain(
    '; 7 lines are of other requests.',
  );
});
