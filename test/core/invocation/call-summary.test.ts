import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallRecord,
  spreadOf,
  summariseCalls,
} from '../../../src/core/invocation/call-summary.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';

const pricing = {
  place: { region: 'us-east-1', architecture: 'arm64' },
  prices: currentPrices,
} as const;

const record: fc.Arbitrary<CallRecord> = fc.record({
  outcome: fc.constantFrom('ok', 'function_error', 'throttled', 'timeout', 'network_error'),
  reason: fc.constantFrom(undefined, 'one', 'other'),
  clientMs: fc.double({ min: 0, max: 1e5, noNaN: true }),
  evidence: fc.record({
    start: fc.constantFrom('cold', 'warm', 'unknown'),
    report: fc.record(
      { requestId: fc.constant('r'), durationMs: fc.nat(), memorySizeMb: fc.constant(512) },
      { requiredKeys: ['requestId'] },
    ),
  }),
});

describe('summariseCalls', () => {
  it('has every call in exactly one outcome and every answered one in exactly one start', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const summary = summariseCalls(records, pricing);
        const counted = summary.outcomes.reduce((sum, { count }) => sum + count, 0);
        expect([counted, summary.calls]).toEqual([records.length, records.length]);
        const answered = records.filter(({ outcome }) => /^(ok|function_error)$/.test(outcome));
        const { cold, warm, unknown } = summary.starts;
        expect(cold + warm + unknown).toBe(answered.length);
        const clients = summary.times.filter(({ measure }) => measure === 'client');
        expect(clients.reduce((sum, { spread }) => sum + spread.count, 0)).toBe(answered.length);
      }),
    );
  });

  it('leaves out what no call has, and prices only what was billed', () => {
    const summary = summariseCalls(
      [{ outcome: 'ok', clientMs: 5, evidence: { start: 'unknown' } }],
      pricing,
    );
    expect(summary.times).toEqual([
      { measure: 'client', start: 'unknown', spread: { count: 1, min: 5, med: 5, max: 5 } },
    ]);
    expect(summary).toMatchObject({ memorySizeMb: undefined, cost: { usd: 0, pricedCalls: 0 } });
  });
});

describe('spreadOf', () => {
  it('knows the middle of odd and even counts, and nothing of nothing', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ count: 3, min: 1, med: 2, max: 3 });
    expect(spreadOf([10, 1, 2, 4])).toEqual({ count: 4, min: 1, med: 3, max: 10 });
    expect(spreadOf([])).toBe(undefined);
  });
});
