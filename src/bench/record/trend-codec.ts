import { deflateSync, inflateSync } from 'node:zlib';
import { FibimgError } from '../../core/error.ts';
import { createTrend, highestUs, lastIndex, type Trend } from './trend.ts';

// HdrHistogram's exchange format, version 2 (EncodableHistogram of its Java original). Own code for the same reason as
// recording: the library is loaded in 30 ms and takes 5 ms a histogram, which is a good part of what a short run costs.

const cookie = 0x1c849313;
const compressedCookie = 0x1c849314;
/** Of a cookie, all but the word size, which says nothing in this version. */
const cookieMask = ~0xf0;
const headBytes = 40;
/** More than the longest trend of ours takes: what inflates to more is none. */
const mostBytes = 250_000;

/** A trend as an HDR histogram in the V2 compressed format, base64: other HDR tools read it. */
export const encodeTrend = (trend: Trend): string => {
  const words = encodeCounts(trend.counts, lastIndex(trend));
  const head = Buffer.alloc(headBytes);
  head.writeInt32BE(cookie, 0);
  head.writeInt32BE(words.length, 4);
  // No rotation of the counts and a scale of 1: other values are refused by the Rust reader and shift times in the C one.
  head.writeInt32BE(0, 8);
  head.writeInt32BE(trend.digits, 12);
  head.writeBigInt64BE(1n, 16);
  head.writeBigInt64BE(BigInt(highestUs), 24);
  head.writeDoubleBE(1, 32);
  const compressed = deflateSync(Buffer.concat([head, words]));
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(compressedCookie, 0);
  prefix.writeInt32BE(compressed.length, 4);
  return Buffer.concat([prefix, compressed]).toString('base64');
};

/** Counts up to the last that is not 0; several zeros are one negative word. */
const encodeCounts = (counts: Uint32Array, last: number): Uint8Array => {
  const bytes: number[] = [];
  let zeros = 0;
  for (let index = 0; index <= last; index += 1) {
    const count = counts[index] ?? 0;
    if (count === 0) {
      zeros += 1;
      continue;
    }
    if (zeros > 0) pushWord(bytes, zeros === 1 ? 0 : -zeros);
    pushWord(bytes, count);
    zeros = 0;
  }
  if (bytes.length === 0) pushWord(bytes, 0);
  return Uint8Array.from(bytes);
};

/** ZigZag, then seven bits a byte, the lowest first. */
const pushWord = (bytes: number[], word: number): void => {
  let left = word >= 0 ? 2 * word : -2 * word - 1;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  bytes.push(left);
};

/** What the exchange format does not hold. */
interface ExactFigures {
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
}

/** The trend that was encoded. Throws a `corrupt` error for text that is no histogram. */
export const decodeTrend = (text: string, exact: ExactFigures): Trend => {
  const encoded = inflate(text);
  const digits = encoded.readInt32BE(12);
  const ours = digits === 2 || digits === 3 ? createTrend(digits) : undefined;
  if (ours === undefined || encoded.readBigInt64BE(16) !== 1n) {
    throw new FibimgError('corrupt', 'a histogram of the run is of another kind than ours');
  }
  const count = decodeCounts(encoded.subarray(headBytes), ours.counts);
  return { ...ours, count, ...exact };
};

const unreadable = (cause?: unknown): FibimgError =>
  new FibimgError('corrupt', 'a histogram of the run could not be read', { cause });

const inflate = (text: string): Buffer => {
  const compressed = Buffer.from(text, 'base64');
  if (compressed.length < 8 || !isCookie(compressed, compressedCookie)) throw unreadable();
  try {
    const encoded = inflateSync(compressed.subarray(8), { maxOutputLength: mostBytes });
    if (encoded.length >= headBytes && isCookie(encoded, cookie)) return encoded;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
};

const isCookie = (bytes: Buffer, expected: number): boolean =>
  (bytes.readInt32BE(0) & cookieMask) === (expected & cookieMask);

/** What a count holds, and what is multiplied with the last of the bytes of its word. */
const mostCount = 2 ** 32 - 1;
const mostWeight = 128 ** 6;

/** Fills the counts, and gives their sum. */
const decodeCounts = (words: Uint8Array, counts: Uint32Array): number => {
  let [index, sum] = [0, 0];
  let [left, weight] = [0, 1];
  for (const byte of words) {
    left += (byte % 128) * weight;
    weight *= 128;
    if (weight > mostWeight) throw unreadable();
    if (byte >= 128) continue;
    if (left % 2 === 1) index += (left + 1) / 2;
    else {
      if (index >= counts.length || left / 2 > mostCount) throw unreadable();
      counts[index] = left / 2;
      sum += left / 2;
      index += 1;
    }
    [left, weight] = [0, 1];
  }
  return sum;
};
