import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { gbSecondsOf, lambdaCost } from '../../../src/core/price/price.ts';
import { parsePrices } from '../../../src/core/price/price-file.ts';
import { currentPrices } from '../../../src/core/price/price-table.ts';

const why = (file: unknown): string | undefined => {
  try {
    parsePrices(typeof file === 'string' ? file : JSON.stringify(file), 'prices.json');
  } catch (thrown) {
    if (thrown instanceof FibimgError && thrown.kind === 'config') return thrown.why;
    throw thrown;
  }
  return undefined;
};

describe('parsePrices', () => {
  it('reads its own form back', () => {
    expect(parsePrices(JSON.stringify(currentPrices), 'prices.json')).toEqual(currentPrices);
  });

  it("keeps today's price of what the file leaves out", () => {
    const file = {
      asOf: '2020-01-01',
      lambda: { tiers: { x86_64: [{ fromGbSeconds: 0, usdPerGbSecond: 0.00001668 }] } },
    };
    const prices = parsePrices(JSON.stringify(file), 'prices.json');
    expect(prices).toEqual({
      ...currentPrices,
      asOf: '2020-01-01',
      lambda: {
        ...currentPrices.lambda,
        tiers: { ...currentPrices.lambda.tiers, x86_64: file.lambda.tiers.x86_64 },
      },
    });
    const usage = { requests: 3_000_000, gbSeconds: gbSecondsOf(512, 3_000_000_000) };
    const place = { region: 'us-east-1', architecture: 'x86_64' } as const;
    const cost = lambdaCost(usage, place, prices);
    expect([cost?.durationUsd.toFixed(2), cost?.requestsUsd.toFixed(2)]).toEqual(['25.02', '0.60']);
  });

  it('adds a region and replaces an amount', () => {
    const tiers = [{ fromGbSeconds: 0, usdPerGbSecond: 1 }];
    const file = {
      asOf: '2026-01-01',
      lambda: {
        usdPerMillionRequests: 7,
        regions: { 'xx-moon-1': { arm64: tiers }, 'ap-east-1': { arm64: tiers } },
      },
      s3: { usdPerThousandReads: 0 },
    };
    const prices = parsePrices(JSON.stringify(file), 'prices.json');
    expect(prices.lambda.usdPerMillionRequests).toBe(7);
    expect(prices.lambda.regions['xx-moon-1']).toEqual({ arm64: tiers });
    expect(prices.lambda.regions['af-south-1']).toEqual(currentPrices.lambda.regions['af-south-1']);
    expect(prices.lambda.regions['ap-east-1']).toEqual({
      x86_64: currentPrices.lambda.regions['ap-east-1']?.x86_64,
      arm64: tiers,
    });
    expect(prices.s3).toEqual({ ...currentPrices.s3, usdPerThousandReads: 0 });
  });

  it.each([
    ['nope', 'the file is not a JSON object'],
    [{}, 'asOf is not a date of the form YYYY-MM-DD'],
    [{ asOf: '2026-01-01', lamda: {} }, 'lamda is not a price known here'],
    [{ asOf: '2026-01-01', s3: { usd: 1 } }, 's3.usd is not a price known here'],
    [
      { asOf: '2026-01-01', lambda: { usdPerMillionRequests: '0.2' } },
      'lambda.usdPerMillionRequests is not a price',
    ],
    [{ asOf: '2026-01-01', dynamodb: [] }, 'dynamodb is not a JSON object'],
    [{ asOf: '2026-01-01', dataOut: { usd: 1 } }, 'dataOut.usd is not a price known here'],
    [{ asOf: '2026-01-01', lambda: { alike: 'a' } }, 'lambda.alike is not a list of regions'],
    [{ asOf: '2026-01-01', lambda: { alike: [1] } }, 'lambda.alike is not a list of regions'],
    [
      { asOf: '2026-01-01', lambda: { provisioned: { here: { arm64: { usdPerGbSecond: 1 } } } } },
      'lambda.provisioned.here.arm64 lacks usdPerGbSecond or usdPerGbSecondUsed',
    ],
    [
      { asOf: '2026-01-01', lambda: { tiers: { riscv: [] } } },
      'lambda.tiers.riscv is not a price known here',
    ],
    [
      { asOf: '2026-01-01', lambda: { tiers: { arm64: [{ fromGbSeconds: 0 }] } } },
      'a tier of lambda.tiers.arm64 lacks fromGbSeconds or usdPerGbSecond',
    ],
    [
      { asOf: '2026-01-01', lambda: { regions: { here: { arm64: [] } } } },
      'lambda.regions.here.arm64 is not a list of tiers that begins at 0 GB-seconds and ascends',
    ],
  ])('refuses %j', (file, reason) => {
    expect(why(file)).toBe(reason);
  });

  it('throws nothing but a config error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(why(text)).not.toBe(undefined);
      }),
    );
  });
});
