import { describe, expect, it } from 'vitest';
import {
  gbSecondsOf,
  invocationCost,
  lambdaCost as lambdaCostOrNone,
  requirePriced,
} from '../../../src/core/price/price.ts';
import { currentPrices, type PriceTable } from '../../../src/core/price/price-table.ts';
import { operationsFor, operationsOf, storeCostUsd } from '../../../src/core/price/store-cost.ts';
import { encodeItem } from '../../../src/core/service/item.ts';

const virginia = { region: 'us-east-1', architecture: 'x86_64' } as const;

const lambdaCost = (...asked: Parameters<typeof lambdaCostOrNone>) => {
  const cost = lambdaCostOrNone(...asked);
  if (cost === undefined) throw new Error('no price');
  return cost;
};

describe('lambdaCost', () => {
  it('takes no region for another', () => {
    const nowhere = { region: 'eu-north-1', architecture: 'arm64' } as const;
    const usage = { requests: 1, gbSeconds: 1 };
    expect(lambdaCostOrNone(usage, nowhere, currentPrices)).toBeUndefined();
    expect(() => requirePriced(nowhere, currentPrices)).toThrow('no price of arm64 in eu-north-1');
    expect(() => requirePriced(virginia, currentPrices)).not.toThrow();
  });

  it('reproduces the worked example at the older price of $0.000000834 per 100 ms of 512 MB', () => {
    const usdPerGbSecond = (0.000000834 * 10) / 0.5;
    const older: PriceTable = {
      ...currentPrices,
      lambda: {
        ...currentPrices.lambda,
        tiers: {
          ...currentPrices.lambda.tiers,
          x86_64: [{ fromGbSeconds: 0, usdPerGbSecond }],
        },
      },
    };
    const usage = { requests: 3_000_000, gbSeconds: gbSecondsOf(512, 3_000_000 * 1000) };
    const cost = lambdaCost(usage, virginia, older);
    expect(cost.durationUsd).toBeCloseTo(25.02, 12);
    expect(cost.requestsUsd).toBeCloseTo(0.6, 12);
    expect(cost.durationUsd.toFixed(2)).toBe('25.02');
    expect(cost.requestsUsd.toFixed(2)).toBe('0.60');
    expect(cost.totalUsd).toBeCloseTo(25.62, 12);
  });

  it('buys 60,000 GB-seconds for a dollar on x86', () => {
    const { durationUsd } = lambdaCost({ requests: 0, gbSeconds: 60_000 }, virginia, currentPrices);
    expect(durationUsd).toBeCloseTo(1.000002, 12);
  });

  it('charges each tier for its own share only', () => {
    const cost = (gbSeconds: number, architecture: 'x86_64' | 'arm64') =>
      lambdaCost({ requests: 0, gbSeconds }, { region: 'us-east-1', architecture }, currentPrices)
        .durationUsd;
    expect(cost(6e9, 'x86_64')).toBeCloseTo(100_000.2, 6);
    expect(cost(7e9, 'x86_64')).toBeCloseTo(100_000.2 + 15_000, 6);
    expect(cost(16e9, 'x86_64')).toBeCloseTo(100_000.2 + 135_000 + 13_333.4, 6);
    expect(cost(20e9, 'arm64')).toBeCloseTo(100_000.5 + 135_001.125 + 13_333.375, 6);
  });

  it('knows that regions and architectures differ', () => {
    const usd = (region: string, architecture: 'x86_64' | 'arm64') =>
      lambdaCost({ requests: 0, gbSeconds: 1 }, { region, architecture }, currentPrices)
        .durationUsd;
    expect(usd('af-south-1', 'x86_64')).toBe(0.0000221);
    expect(usd('af-south-1', 'arm64')).toBe(0.00001768);
    expect(usd('eu-west-1', 'arm64')).toBe(0.0000133334);
  });

  it('counts the request: nearly half the price of a short call of a small function', () => {
    const { requestsUsd, totalUsd } = lambdaCost(
      { requests: 1, gbSeconds: gbSecondsOf(128, 100) },
      virginia,
      currentPrices,
    );
    expect(totalUsd).toBeCloseTo(0.00000040833375, 18);
    expect(requestsUsd / totalUsd).toBeCloseTo(0.4898, 4);
  });
});

describe('invocationCost', () => {
  const report = { memorySizeMb: 1024, billedDurationMs: 100 };

  it('takes what was billed, restores included', () => {
    const usd = (billedRestoreDurationMs: number) =>
      invocationCost({ ...report, billedRestoreDurationMs }, virginia, currentPrices)?.durationUsd;
    expect(usd(0)).toBeCloseTo(0.00000166667, 18);
    expect(usd(100)).toBeCloseTo(0.00000333334, 18);
  });

  it('is unknown, not nothing, where the report does not say', () => {
    expect(invocationCost({ memorySizeMb: 1 }, virginia, currentPrices)).toBe(undefined);
    expect(invocationCost({ billedDurationMs: 1 }, virginia, currentPrices)).toBe(undefined);
  });
});

describe('storeCostUsd', () => {
  it('prices a hit and a miss', () => {
    expect(storeCostUsd(operationsOf.stored, currentPrices)).toBeCloseTo(0.000000525, 18);
    expect(storeCostUsd(operationsOf.fetched, currentPrices)).toBeCloseTo(0.00001115, 18);
    const mixed = storeCostUsd(operationsFor({ stored: 3, fetched: 2 }), currentPrices);
    expect(mixed).toBeCloseTo(3 * 0.000000525 + 2 * 0.00001115, 18);
  });

  it('counts one write unit an image, for its item is below 1 KB', () => {
    const item = encodeItem(5000, {
      originalUrl: 'https://picsum.photos/5000',
      redirectedUrl: `https://fastly.picsum.photos/id/1084/5000/5000.jpg?hmac=${'x'.repeat(43)}`,
      imageLocation: 'image/5000.jpg',
      contentDisposition: ['inline; filename="1084-5000x5000.jpg"'],
      contentType: ['image/jpeg'],
      created: '2026-11-21 00:00:00',
    });
    const bytes = Object.entries(item).reduce(
      (sum, [name, value]) => sum + name.length + Object.values(value).join('').length,
      0,
    );
    expect(bytes).toBeGreaterThan(600);
    expect(bytes).toBeLessThan(1024);
  });
});
