import { describe, expect, it } from 'vitest';
import { parseRateExpression } from '../../../src/core/events/rate-expression.ts';
import { startSchedule } from '../../../src/local/events/schedule.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

describe('a rate expression', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate( 1 hour )', 3_600_000],
    ['rate(2 days)', 172_800_000],
    ['rate(10 seconds)', 10_000],
  ])('%s', (text, ms) => {
    expect(parseRateExpression(text)).toBe(ms);
  });

  it.each([
    ...['rate(0 minutes)', 'rate(1 minutes)', 'rate(2 minute)', 'rate(minute)', 'rate(1.5 hours)'],
    ...['rate(25 days)', 'cron(0 * * * ? *)', '', 'rate(1 minute) ', 'Rate(1 minute)'],
  ])('%j is none', (text) => {
    expect(parseRateExpression(text)).toBeUndefined();
  });
});

it('calls at each multiple of its period, however long a call takes', async () => {
  const { clock, sleep } = virtualTime();
  const atMs: number[] = [];
  const end = startSchedule(1000, () => atMs.push(clock.elapsedMs()), {
    elapsedMs: clock.elapsedMs,
    // A timer that is always late does not add up.
    sleep: (ms, signal) => sleep(ms + 7, signal),
  });
  await expect.poll(() => atMs.length).toBeGreaterThan(3);
  await end();
  expect(atMs.slice(0, 4)).toEqual([1007, 2007, 3007, 4007]);
});
