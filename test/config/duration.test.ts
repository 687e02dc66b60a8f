import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from '../../src/config/duration.ts';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['1.5s', 1500],
    ['2m30s', 150_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each(['', '10', 's', '-1s', '1 s', '1S', '1d', '1e3s', '5m2'])('%j is none', (text) =>
    expect(parseDurationMs(text)).toBeUndefined(),
  );

  it('adds its parts', () => {
    const part = fc.nat({ max: 999 });
    fc.assert(
      fc.property(part, part, part, (minutes, seconds, ms) => {
        expect(parseDurationMs(`${minutes}m${seconds}s${ms}ms`)).toBe(
          minutes * 60_000 + seconds * 1000 + ms,
        );
      }),
    );
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.nat(400_000_000), (durationMs) => {
        expect(parseDurationMs(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
    expect([0, 500, 28_000, 90_000, 86_400_000].map(formatDuration)).toEqual([
      ...['0s', '500ms', '28s', '1m30s', '24h'],
    ]);
  });
});
