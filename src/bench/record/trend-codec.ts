import {
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  Int32Histogram,
} from 'hdr-histogram-js';
import { FibimgError } from '../../core/error.ts';
import type { Trend } from './trend.ts';

/** A trend as an HDR histogram in the V2 compressed format, base64: other HDR tools read it. */
export const encodeTrend = ({ histogram }: Trend): string => encodeIntoCompressedBase64(histogram);

/** What the exchange format does not hold. */
interface ExactFigures {
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
}

/** The trend that was encoded. Throws a `corrupt` error for text that is no histogram. */
export const decodeTrend = (text: string, exact: ExactFigures): Trend => {
  const histogram = decode(text);
  return { histogram, count: histogram.totalCount, ...exact };
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
