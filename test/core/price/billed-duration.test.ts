import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billedMsOf, billedStartMsOf } from '../../../src/core/price/billed-duration.ts';
import { parseReport } from '../../../src/core/report-line/report-line.ts';
import { endLines } from '../../../src/local/lambda/log-lines.ts';

describe('billedMsOf', () => {
  it.each([
    ['600000.00 and 476.75', { durationMs: 600_000, initDurationMs: 476.75 }, 600_477],
    ['300000.00 and 523.99', { durationMs: 300_000, initDurationMs: 523.99 }, 300_524],
    ['a warm one', { durationMs: 25.01 }, 26],
    ['whole milliseconds', { durationMs: 25 }, 25],
    ['decimals that add up to a whole', { durationMs: 0.1, initDurationMs: 0.2 + 0.7 }, 1],
    ['nothing at all', { durationMs: 0 }, 0],
  ])('bills the initialisation of %s', (_what, invocation, billed) => {
    expect(billedMsOf(invocation)).toBe(billed);
  });

  it("takes the REPORT line's word, which has the initialisation in it or has not", () => {
    const times = { durationMs: 10.2, initDurationMs: 200 };
    expect(billedMsOf({ ...times, billedDurationMs: 211 })).toBe(211);
    expect(billedMsOf({ ...times, billedDurationMs: 11 })).toBe(11);
  });

  it('adds what restoring a snapshot is billed', () => {
    expect(billedMsOf({ billedDurationMs: 10, billedRestoreDurationMs: 75 })).toBe(85);
  });

  it('knows nothing without a duration', () => {
    expect(billedMsOf({ initDurationMs: 100, billedRestoreDurationMs: 75 })).toBeUndefined();
  });

  it('tells the part for starting: where it was billed, and of a snapshot its restoring', () => {
    const times = { durationMs: 10.2, initDurationMs: 200 };
    expect(billedStartMsOf({ ...times, billedDurationMs: 211 })).toBe(200);
    // Provisioned concurrency, and what was written before August 2025.
    expect(billedStartMsOf({ ...times, billedDurationMs: 11 })).toBe(0);
    expect(billedStartMsOf({ billedDurationMs: 11, billedRestoreDurationMs: 75 })).toBe(75);
    expect(billedStartMsOf({ durationMs: 10.2, billedDurationMs: 11 })).toBeUndefined();
  });

  it('is what the local Lambda writes, whatever was measured', () => {
    const hundredths = fc.integer({ min: 0, max: 90_000_000 }).map((count) => count / 100);
    fc.assert(
      fc.property(hundredths, fc.option(hundredths, { nil: undefined }), (durationMs, initMs) => {
        const ending = { requestId: 'id', durationMs, memoryMb: 128, initMs };
        const report = parseReport(endLines({ ...ending, status: 'success' }));
        const { billedDurationMs, ...times } = report ?? { requestId: '' };
        expect(billedMsOf(times)).toBe(billedDurationMs);
      }),
    );
  });
});
