import { describe, expect, it } from 'vitest';
import { currentPrices } from '../../../src/core/price/price-table.ts';
import { formatUsd, timingLine, wasAhead } from '../../../src/report/cards/timing-line.ts';

const pricing = {
  place: { region: 'eu-west-1', architecture: 'arm64' },
  assumed: false,
  prices: currentPrices,
} as const;

describe('timingLine', () => {
  it('tells a restore from a snapshot, which is billed apart', () => {
    const report = {
      requestId: 'r',
      durationMs: 10,
      billedDurationMs: 10,
      memorySizeMb: 1024,
      restoreDurationMs: 474.16,
      billedRestoreDurationMs: 75,
    };
    expect(timingLine(500, { start: 'cold', report }, pricing)).toBe(
      `cold start: 500 ms at the client; restore 474 ms, duration 10.0 ms, billed 10.0 ms, billed restore 75.0 ms; 1024 MB; $0.00000133 (arm64 in eu-west-1, prices of ${currentPrices.asOf})`,
    );
  });

  it('prints nothing of what the report does not have', () => {
    const report = { requestId: 'r', errorType: 'Runtime.ExitError' };
    expect(timingLine(1, { start: 'unknown', report }, pricing)).toBe(
      'start unknown: 1.00 ms at the client; Runtime.ExitError',
    );
  });
});

describe('wasAhead', () => {
  const report = { requestId: 'r', durationMs: 100, initDurationMs: 400 };

  it('is so where the client did not wait long enough for the init', () => {
    expect(wasAhead(report, 499)).toBe(true);
    expect(wasAhead(report, 501)).toBe(false);
    expect(wasAhead({ requestId: 'r', durationMs: 100 }, 1)).toBe(false);
  });
});

describe('formatUsd', () => {
  it.each([
    [0, '$0.00'],
    [0.00000186667, '$0.00000187'],
    [0.5, '$0.500'],
    [25.02, '$25.02'],
    [1234.5, '$1234.50'],
    [1e-30, '$0.000000000000'],
  ])('%d is %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });
});
