import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTrend, record, recordedTimes } from '../../../src/bench/record/trend.ts';
import {
  bucketAtShare,
  bucketMs,
  bucketOf,
  countsOf,
  countUpTo,
  mergeCounts,
} from '../../../src/report/figures/counts.ts';
import { packCounts, unpackCounts } from '../../../src/report/figures/packed-counts.ts';

const us = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const times = fc.array(fc.record({ us, count: fc.integer({ min: 1, max: 10_000_000 }) }), {
  maxLength: 60,
});

describe('buckets', () => {
  it('stand for their times within 0.4 %, and exactly below 256 µs', () => {
    fc.assert(
      fc.property(us, (time) => {
        const shown = bucketMs(bucketOf(time)) * 1000;
        expect(Math.abs(shown - time)).toBeLessThanOrEqual(time < 256 ? 1e-9 : time * 0.004);
      }),
    );
  });

  it('ascend with time', () => {
    fc.assert(
      fc.property(us, us, (one, other) => {
        if (one < other) expect(bucketOf(one)).toBeLessThanOrEqual(bucketOf(other));
      }),
    );
  });

  it('are those of an HDR histogram with two digits', () => {
    fc.assert(
      fc.property(fc.array(us, { minLength: 1, maxLength: 40 }), (all) => {
        const trend = createTrend(2);
        for (const one of all) record(trend, one);
        const counts = countsOf(recordedTimes(trend));
        expect(counts).toEqual(countsOf(all.map((one) => ({ us: one, count: 1 }))));
      }),
    );
  });
});

describe('counts', () => {
  it('are the same packed and unpacked', () => {
    fc.assert(
      fc.property(times, (all) => {
        const counts = countsOf(all);
        expect(unpackCounts(packCounts(counts))).toEqual(counts);
      }),
    );
  });

  it('of a sum of times are the sum of their counts, in any order', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        const both = mergeCounts([countsOf(one), countsOf(other)]);
        expect(both).toEqual(countsOf([...one, ...other]));
        expect(mergeCounts([countsOf(other), countsOf(one)])).toEqual(both);
      }),
    );
  });

  it('have a share at or below the bucket of that share, and less below it', () => {
    fc.assert(
      fc.property(
        times.filter((all) => all.length > 0),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, share) => {
          const counts = countsOf(all);
          const bucket = bucketAtShare(counts, share) ?? -1;
          expect(countUpTo(counts, bucket)).toBeGreaterThanOrEqual(share * counts.total - 1e-6);
          expect(countUpTo(counts, bucket - 1)).toBeLessThan(
            Math.max(1, share * counts.total + 1e-6),
          );
        },
      ),
    );
  });

  it('pack small gaps and counts below 32 into two letters each', () => {
    const counts = countsOf(
      Array.from({ length: 200 }, (_, at) => ({ us: at, count: 1 + (at % 31) })),
    );
    expect(packCounts(counts)).toHaveLength(400);
  });
});
