import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  Int32Histogram,
} from 'hdr-histogram-js';
import { FibimgError } from '../../core/error.ts';
import { countAt, createTrend, filledTimes, highestUs, type Trend } from './trend.ts';

/** A trend as an HDR histogram in the V2 compressed format, base64: other HDR tools read it. */
export const encodeTrend = (trend: Trend): string => {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUs,
    numberOfSignificantValueDigits: trend.digits,
  });
  for (const { leastUs, count } of filledTimes(trend)) {
    histogram.recordValueWithCount(leastUs, count);
  }
  return encodeIntoCompressedBase64(histogram);
};

/** What the exchange format does not hold. */
interface ExactFigures {
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
}

/** The trend that was encoded. Throws a `corrupt` error for text that is no histogram. */
export const decodeTrend = (text: string, exact: ExactFigures): Trend => {
  const histogram = decode(text);
  const trend = createTrend(histogram.numberOfSignificantValueDigits === 2 ? 2 : 3);
  const last = histogram.countsArrayIndex(histogram.maxValue);
  for (let index = 0; index <= last; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count > 0) countAt(trend, histogram.valueFromIndex(index), count);
  }
  return { ...trend, count: histogram.totalCount, ...exact };
};

const decode = (text: string): Int32Histogram => {
  try {
    const histogram = decodeFromCompressedBase64(text, 32);
    if (histogram instanceof Int32Histogram) return histogram;
  } catch (cause) {
    throw new FibimgError('corrupt', 'a histogram of the run could not be read', { cause });
  }
  throw new FibimgError('corrupt', 'a histogram of the run is of another kind than ours');
};
