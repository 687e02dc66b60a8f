/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (prng.di.unimi.it), the state filled by SplitMix64
 * from one seed as its authors advise: the same seed gives the same sequence on every machine.
 */
export const createXoshiro = (seed: number): (() => number) => {
  const first = splitMix64(BigInt(seed), 1n);
  const second = splitMix64(BigInt(seed), 2n);
  return xoshiroFrom([lowWord(first), highWord(first), lowWord(second), highWord(second)]);
};

export type XoshiroState = readonly [number, number, number, number];

/** The generator from a raw state, which must not be all zeros; each call gives 32 random bits. */
export const xoshiroFrom = (state: XoshiroState): (() => number) => {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
};

/** A uniformly random integer from 0 to bound - 1, without the bias of a plain remainder. */
export const drawBelow = (next: () => number, bound: number): number => {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const bits = next();
    if (bits < limit) return bits % bound;
  }
};

const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const mask64 = (1n << 64n) - 1n;

/** The nth output of SplitMix64 (Steele, Lea, Flood 2014). */
export const splitMix64 = (seed: bigint, nth: bigint): bigint => {
  let word = (seed + nth * 0x9e3779b97f4a7c15n) & mask64;
  word = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  word = ((word ^ (word >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return word ^ (word >> 31n);
};

const lowWord = (word: bigint): number => Number(word & 0xffffffffn);
const highWord = (word: bigint): number => Number(word >> 32n);
