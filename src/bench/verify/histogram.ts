import { inflateSync } from 'node:zlib';

/** Times of a histogram that are counted together, in microseconds, both ends included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What an HDR histogram holds, in ascending order. */
export interface Histogram {
  readonly buckets: readonly Bucket[];
  readonly total: number;
}

/** Cookies of HdrHistogram's V2 formats (its `AbstractHistogram.java`), without their word size. */
const compressedCookie = 0x1c849304;
const plainCookie = 0x1c849303;
const sizeBits = 0xf0;

/** More than any histogram of a run takes: a few of their bytes could stand for millions. */
const mostBytes = 500_000;
const mostDigits = 3;

/**
 * Reads HDR's compressed V2 format. On purpose neither the library nor any code that recorded the run: what wrote the
 * figures cannot also hide that they are wrong. Undefined for what is no such text.
 */
export const readHistogram = (base64: string): Histogram | undefined => {
  try {
    return parse(unpack(Buffer.from(base64, 'base64')));
  } catch {
    return undefined;
  }
};

const unpack = (packed: Buffer): Buffer => {
  if ((packed.readUInt32BE(0) & ~sizeBits) >>> 0 !== compressedCookie) throw new RangeError();
  return inflateSync(packed.subarray(8), { maxOutputLength: mostBytes });
};

const parse = (bytes: Buffer): Histogram => {
  if ((bytes.readUInt32BE(0) & ~sizeBits) >>> 0 !== plainCookie) throw new RangeError();
  const payloadBytes = bytes.readUInt32BE(4);
  const digits = bytes.readUInt32BE(12);
  if (digits < 1 || digits > mostDigits) throw new RangeError();
  const halfBits = Math.ceil(Math.log2(2 * 10 ** digits)) - 1;
  const buckets: Bucket[] = [];
  /** Of times of 64 bits: no count follows. */
  const end = (65 - halfBits) * 2 ** halfBits;
  let total = 0;
  let index = 0;
  let at = 40;
  while (at < 40 + payloadBytes) {
    const { value, next } = readZigZag(bytes, at);
    at = next;
    if (value < 0) index -= value;
    else {
      if (value > 0) buckets.push({ ...rangeAt(index, halfBits), count: value });
      total += value;
      index += 1;
    }
    if (index > end) throw new RangeError();
  }
  return { buckets, total };
};

/** LEB128 of at most nine bytes, of a zig-zag number: a count, or how many counts of zero follow each other. */
const readZigZag = (bytes: Buffer, start: number): { value: number; next: number } => {
  let coded = 0n;
  let at = start;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = bytes.readUInt8(at);
    at += 1;
    coded |= BigInt(shift === 56n ? byte : byte & 0x7f) << shift;
    if (byte < 0x80 || shift === 56n) break;
  }
  const value = Number((coded >> 1n) ^ -(coded & 1n));
  return { value, next: at };
};

/** Counts of one microsecond each first, then, over and over, half as many that are twice as wide. */
const rangeAt = (index: number, halfBits: number): { from: number; to: number } => {
  const half = 2 ** halfBits;
  const doublings = Math.max(0, Math.floor(index / half) - 1);
  const width = 2 ** doublings;
  const from = (index - doublings * half) * width;
  return { from, to: from + width - 1 };
};

/** The bucket of three significant digits that a time falls into. */
export const bucketOf = (us: number): Bucket => {
  const width = us < 2048 ? 1 : 2 ** (Math.floor(Math.log2(us)) - 10);
  const from = Math.floor(us / width) * width;
  return { from, to: from + width - 1, count: 1 };
};

/** All of several in one. */
export const joined = (histograms: readonly Histogram[]): Histogram => {
  const counts = new Map<number, Bucket>();
  for (const bucket of histograms.flatMap(({ buckets }) => buckets)) {
    const known = counts.get(bucket.from);
    counts.set(bucket.from, { ...bucket, count: bucket.count + (known?.count ?? 0) });
  }
  const buckets = [...counts.values()].sort((a, b) => a.from - b.from);
  return { buckets, total: buckets.reduce((sum, { count }) => sum + count, 0) };
};

/** The upper end of the bucket in which the value of that rank lies, from 1. */
export const atRank = ({ buckets }: Histogram, rank: number): number => {
  let passed = 0;
  for (const { to, count } of buckets) {
    passed += count;
    if (passed >= rank) return to;
  }
  return Number.NaN;
};

/** The rank of a percentile among so many: the least at or below which that share lies. */
export const rankOf = (percent: number, total: number): number =>
  Math.max(1, Math.ceil((percent * total) / 100 - 1e-9));
