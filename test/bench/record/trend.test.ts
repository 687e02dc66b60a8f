import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import {
  addTrend,
  createTrend,
  mergeTrends,
  percentileUs,
  record,
  recordedTimes,
  type Trend,
} from '../../../src/bench/record/trend.ts';
import { decodeTrend, encodeTrend } from '../../../src/bench/record/trend-codec.ts';
import { samplesNeeded, trendValues } from '../../../src/bench/record/trend-values.ts';

const times = fc.array(fc.oneof(fc.nat(3000), fc.nat(60_000_000), fc.nat(2 ** 32 - 1)), {
  minLength: 1,
  maxLength: 200,
});
const trendOf = (values: readonly number[], digits: 2 | 3 = 3): Trend => {
  const trend = createTrend(digits);
  for (const value of values) record(trend, value);
  return trend;
};

/** A trend in a form that is quick to compare. */
const contentOf = ({ counts, ...exact }: Trend) => ({
  ...exact,
  counts: Buffer.from(counts.buffer).toString('base64'),
});

/** The library's own recording of the same times. */
const libraryHistogramOf = (values: readonly number[], digits: 2 | 3) => {
  const histogram = build({
    ...{ bitBucketSize: 32, autoResize: false, lowestDiscernibleValue: 1 },
    ...{ highestTrackableValue: 2 ** 32 - 1, numberOfSignificantValueDigits: digits },
  });
  for (const value of values) histogram.recordValue(value);
  return histogram;
};

/** What is compressed in the exchange format: 40 bytes of head, then the counts. */
const partsOf = (text: string): readonly [head: Buffer, words: Buffer] => {
  const encoded = inflateSync(Buffer.from(text, 'base64').subarray(8));
  return [encoded.subarray(0, 40), encoded.subarray(40)];
};

describe('record', () => {
  it('keeps count, sum, least and greatest exactly', () => {
    fc.assert(
      fc.property(times, (values) => {
        const { count, sumUs, minUs, maxUs } = trendOf(values);
        expect({ count, sumUs, minUs, maxUs }).toEqual({
          count: values.length,
          sumUs: values.reduce((a, b) => a + b, 0),
          minUs: Math.min(...values),
          maxUs: Math.max(...values),
        });
      }),
    );
  });

  it('takes clock noise for 0 and very long times for the longest, exact in maximum and sum', () => {
    const trend = trendOf([-3, 1e10]);
    expect(trend).toMatchObject({ count: 2, minUs: 0, maxUs: 1e10, sumUs: 1e10 });
    expect(percentileUs(trend, 99)).toBe(2 ** 32 - 1);
    expect(percentileUs(trendOf([1e10]), 99)).toBe(1e10);
  });
});

describe('percentileUs', () => {
  it('is the nearest rank within a thousandth', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 1000 }), (values, tenths) => {
        const sorted = values.toSorted((a, b) => a - b);
        const rank = Math.max(1, Math.ceil((tenths / 1000) * values.length - 1e-9));
        const exact = sorted[rank - 1] ?? Number.NaN;
        const found = percentileUs(trendOf(values), tenths / 10) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 1000);
      }),
    );
  });

  it('is undefined of nothing', () => {
    expect(percentileUs(createTrend(), 50)).toBeUndefined();
  });
});

describe('recordedTimes', () => {
  it('gives each time once, in order, with its count, within a thousandth', () => {
    fc.assert(
      fc.property(times, (values) => {
        const recorded = recordedTimes(trendOf(values));
        const spread = recorded.flatMap(({ us, count }) => Array<number>(count).fill(us));
        const sorted = values.toSorted((a, b) => a - b);
        expect(spread).toHaveLength(values.length);
        for (const [at, us] of spread.entries()) {
          expect(Math.abs(us - (sorted[at] ?? Number.NaN))).toBeLessThanOrEqual(us / 1000);
        }
        expect(new Set(recorded.map(({ us }) => us)).size).toBe(recorded.length);
      }),
    );
    expect(recordedTimes(createTrend())).toEqual([]);
  });
});

describe('merging', () => {
  it('is the same as recording both in one', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const merged = trendOf(a);
        addTrend(merged, trendOf(b));
        expect(contentOf(merged)).toEqual(contentOf(trendOf([...a, ...b])));
        const both = mergeTrends([trendOf(a), createTrend(), trendOf(b)]);
        expect(both && contentOf(both)).toEqual(contentOf(merged));
      }),
      { numRuns: 10 },
    );
  });

  it('takes a finer trend into a coarser one', () => {
    const coarse = trendOf([123_456], 2);
    addTrend(coarse, trendOf([123_457, 7]));
    expect(coarse).toEqual(trendOf([123_456, 123_457, 7], 2));
  });
});

describe('the exchange format', () => {
  it("is to the last bit what the HDR library's own recording gives, percentiles too", () => {
    const edges = fc.constantFrom(0, 1, 255, 256, 2047, 2048, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);
    const someTimes = fc.array(
      fc.oneof(
        times.map(([first = 0]) => first),
        edges,
      ),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(someTimes, fc.constantFrom(2, 3), (values, digits) => {
        const trend = trendOf(values, digits);
        const theirs = libraryHistogramOf(values, digits);
        const [head, words] = partsOf(encodeTrend(trend));
        const [theirHead, theirWords] = partsOf(encodeIntoCompressedBase64(theirs));
        expect(words).toEqual(theirWords);
        // Of the head all but what the library writes wrongly: rotation and scale.
        for (const [from, to] of [
          [0, 8],
          [12, 32],
        ]) {
          expect(head.subarray(from, to)).toEqual(theirHead.subarray(from, to));
        }
        for (const percent of [0.1, 10, 50, 90, 99, 99.9, 100]) {
          const clamped = Math.min(trend.maxUs, theirs.getValueAtPercentile(percent));
          expect(percentileUs(trend, percent)).toBe(Math.max(trend.minUs, clamped));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has counts that are not rotated and a scale of 1, without which the Rust reader refuses it and the C one is off', () => {
    const [head] = partsOf(encodeTrend(trendOf([5, 70_000])));
    expect(head.readInt32BE(8)).toBe(0);
    expect(head.readDoubleBE(32)).toBe(1);
  });

  it('is read by the HDR library', () => {
    const own = decodeFromCompressedBase64(encodeTrend(trendOf([5, 5, 70_000])));
    expect(own.totalCount).toBe(3);
    expect(own.getValueAtPercentile(50)).toBe(5);
  });

  it('gives back the trend', () => {
    fc.assert(
      fc.property(times, (values) => {
        const trend = trendOf(values);
        expect(contentOf(decodeTrend(encodeTrend(trend), trend))).toEqual(contentOf(trend));
      }),
      { numRuns: 10 },
    );
  });

  it('reads what the HDR library wrote, and the empty one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60_000_000)), fc.constantFrom(2, 3), (values, digits) => {
        const trend = trendOf(values, digits);
        const text = encodeIntoCompressedBase64(libraryHistogramOf(values, digits));
        expect(contentOf(decodeTrend(text, trend))).toEqual(contentOf(trend));
      }),
      { numRuns: 20 },
    );
  });

  it('never fails otherwise, whatever is in the text', () => {
    const encoded = Buffer.from(encodeTrend(trendOf([5, 70_000])), 'base64');
    const inflated = inflateSync(encoded.subarray(8));
    fc.assert(
      fc.property(fc.nat(inflated.length - 1), fc.nat(255), fc.nat(60), (at, byte, cut) => {
        const damaged = Buffer.from(inflated);
        damaged[at] = byte;
        const compressed = deflateSync(damaged.subarray(0, inflated.length - cut));
        const text = Buffer.concat([encoded.subarray(0, 8), compressed]).toString('base64');
        try {
          decodeTrend(text, { sumUs: 0, minUs: 0, maxUs: 0 });
        } catch (thrown) {
          expect(thrown).toMatchObject({ kind: 'corrupt' });
        }
      }),
    );
  });

  it('refuses histograms of another kind', () => {
    const fine = build({ numberOfSignificantValueDigits: 4, highestTrackableValue: 1e6 });
    const exact = { sumUs: 0, minUs: 0, maxUs: 0 };
    expect(() => decodeTrend(encodeIntoCompressedBase64(fine), exact)).toThrow('of another kind');
  });

  it.each(['', 'AAAA', 'not base64 at all!'])('refuses %j', (text) => {
    expect(() => decodeTrend(text, { sumUs: 0, minUs: 0, maxUs: 0 })).toThrow(
      'a histogram of the run could not be read',
    );
  });
});

describe('trendValues', () => {
  it('gives milliseconds with microseconds behind the point', () => {
    expect(trendValues(trendOf([1234, 2000]))).toEqual({
      ...{ avg: 1.617, min: 1.234, med: 1.234, max: 2, count: 2 },
    });
  });

  it('leaves out percentiles that have no sample beyond them', () => {
    const keys = (count: number, percentiles?: readonly number[]) =>
      Object.keys(trendValues(trendOf(Array(count).fill(5)), percentiles));
    expect(keys(9)).toEqual(['avg', 'min', 'med', 'max', 'count']);
    expect(keys(20)).toEqual(['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'count']);
    expect(keys(100)).toContain('p(99)');
    expect(keys(999, [99.9])).not.toContain('p(99.9)');
    expect(keys(1000, [99.9])).toContain('p(99.9)');
    expect(samplesNeeded(100)).toBe(1);
  });
});
