import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costReport } from '../../../src/core/price/cost-report.ts';
import { currentPrices, type PriceTable } from '../../../src/core/price/price-table.ts';
import { operationsFor } from '../../../src/core/price/store-cost.ts';
import {
  provisionedBreakEven,
  type Usage,
  usageCost,
  usageFor,
} from '../../../src/core/price/usage-cost.ts';

const virginia = { region: 'us-east-1', architecture: 'x86_64' } as const;
const nothing: Usage = {
  ...{ memoryMb: 1024, requests: 0, billedMs: 0, initMs: 0, coldStarts: 0 },
  ...{ operations: undefined, bytesOut: undefined },
};
const cents = (usd: number | undefined) => usd?.toFixed(2);

/** 512 MB, 3,000,000 invocations of 1 s a month. */
const worked: Usage = { ...nothing, memoryMb: 512, requests: 3e6, billedMs: 3e9 };

const older: PriceTable = {
  ...currentPrices,
  lambda: {
    ...currentPrices.lambda,
    tiers: {
      ...currentPrices.lambda.tiers,
      x86_64: [{ fromGbSeconds: 0, usdPerGbSecond: (0.000000834 * 10) / 0.5 }],
    },
  },
};

describe('the worked example of 3,000,000 invocations of 1 s at 512 MB', () => {
  it('costs $25.02 and $0.60 at the older price', () => {
    const cost = usageCost(worked, virginia, older);
    expect([cents(cost?.durationUsd), cents(cost?.requestsUsd)]).toEqual(['25.02', '0.60']);
    expect(cents(cost?.totalUsd)).toBe('25.62');
  });

  it('costs $25.00 and $0.60 today', () => {
    const cost = usageCost(worked, virginia, currentPrices);
    expect([cents(cost?.durationUsd), cents(cost?.requestsUsd)]).toEqual(['25.00', '0.60']);
  });

  it('costs $18.33 and $0.40 after the free tier: 1,100,000 GB-seconds and 2,000,000 requests', () => {
    const cost = usageCost(worked, virginia, currentPrices, 'free tier');
    expect([cents(cost?.durationUsd), cents(cost?.requestsUsd)]).toEqual(['18.33', '0.40']);
  });
});

describe('usageCost', () => {
  it('adds up, and the free tier takes off at most what there is', () => {
    const amount = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (requests, billedMs, fetched, bytesOut) => {
        const operations = operationsFor({ stored: requests, fetched });
        const usage = { ...nothing, requests, billedMs, operations, bytesOut };
        const cost = usageCost(usage, virginia, currentPrices);
        const free = usageCost(usage, virginia, currentPrices, 'free tier');
        if (cost === undefined || free === undefined) throw new Error('no price');
        const { totalUsd, initUsd: _, ...parts } = cost;
        expect(Object.values(parts).reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(totalUsd, 9);
        for (const key of Object.keys(cost)) {
          expect(free[key as keyof typeof free]).toBeGreaterThanOrEqual(0);
          expect(free[key as keyof typeof free]).toBeLessThanOrEqual(
            cost[key as keyof typeof cost],
          );
        }
      }),
    );
  });

  it('prices data out by the GB of 2^30 bytes, of which 100 a month are free', () => {
    const usage = { ...nothing, bytesOut: 150 * 2 ** 30 };
    expect(cents(usageCost(usage, virginia, currentPrices)?.dataOutUsd)).toBe('13.50');
    expect(cents(usageCost(usage, virginia, currentPrices, 'free tier')?.dataOutUsd)).toBe('4.50');
  });

  it('keeps every share when it is scaled', () => {
    const usage = {
      ...{ ...worked, initMs: 1e6, coldStarts: 5000, bytesOut: 6e8 },
      operations: operationsFor({ stored: 2e6, fetched: 1e6 }),
    };
    const there = usageFor(usage, 1e6);
    expect(there).toMatchObject({ requests: 1e6, billedMs: 1e9, bytesOut: 2e8 });
    expect(there.coldStarts).toBeCloseTo(5000 / 3, 9);
    const cost = usageCost(usage, virginia, currentPrices)?.totalUsd ?? 0;
    expect(usageCost(there, virginia, currentPrices)?.totalUsd).toBeCloseTo(cost / 3, 9);
    expect(usageFor(nothing, 5)).toMatchObject({ requests: 5, billedMs: 0 });
  });
});

describe('cold starts', () => {
  it('cost their initialisation: a million of 200 ms at 1024 MB $3.33', () => {
    const usage = { ...nothing, requests: 1000, billedMs: 30_000, initMs: 2000, coldStarts: 10 };
    const report = costReport({
      ...{ usage, place: virginia, prices: currentPrices, basis: 'given', notes: [] },
    });
    expect(report?.coldStarts?.share).toBe(0.01);
    expect(report?.coldStarts?.billedInitMs).toBe(200);
    expect(cents(report?.coldStarts?.usdPerMillionColdStarts)).toBe('3.33');
    // One in a hundred: 0.2 s x 1 GB x 10,000.
    expect(report?.coldStarts?.usdPerMillionRequests).toBeCloseTo(2000 * 0.0000166667, 9);
  });
});

describe('where provisioned concurrency breaks even', () => {
  const of = (handlerMs: number, coldShare = 0, initMs = 0): Usage => ({
    ...{ ...nothing, requests: 1000, coldStarts: 1000 * coldShare },
    billedMs: 1000 * (handlerMs + coldShare * initMs),
    initMs: 1000 * coldShare * initMs,
  });

  it('is 60 % busy without cold starts, whatever a request takes', () => {
    for (const ms of [1, 25, 900]) {
      const found = provisionedBreakEven(of(ms), virginia, currentPrices);
      expect(found?.busyShare).toBeCloseTo(0.6, 4);
      expect(found?.ratePerEnvironment).toBeCloseTo(600 / ms, 2);
    }
  });

  it('is where an hour costs the same both ways', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 5000 }),
        (handlerMs, coldShare, initMs) => {
          const usage = of(handlerMs, coldShare, initMs);
          const { ratePerEnvironment: rate = 0 } =
            provisionedBreakEven(usage, virginia, currentPrices) ?? {};
          const requests = 3600 * rate;
          const handlerS = (requests * handlerMs) / 1000;
          const ready = 3600 * 0.0000041667 + handlerS * 0.0000097222;
          const initS = (requests * coldShare * initMs) / 1000;
          expect((handlerS + initS) * 0.0000166667).toBeCloseTo(ready, 12);
        },
      ),
    );
  });

  it('is not known where the region has no such price', () => {
    const capeTown = { region: 'af-south-1', architecture: 'x86_64' } as const;
    expect(provisionedBreakEven(of(25), capeTown, currentPrices)).toBeUndefined();
    expect(provisionedBreakEven(nothing, virginia, currentPrices)).toBeUndefined();
  });
});
