/** Four words of 32 bits. */
export type Words = readonly [number, number, number, number];

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as 1,
 * 2, 3", 2011): the random words of a counter follow from counter and key alone, without those before them.
 */
export const philox = (counter: Words, key: readonly [number, number]): Words => {
  let [a, b, c, d] = counter;
  let [keyA, keyB] = key;
  for (let round = 0; round < 10; round++) {
    const lowA = Math.imul(multiplierA, a) >>> 0;
    const lowC = Math.imul(multiplierC, c) >>> 0;
    const highA = highProduct(multiplierA, a);
    const highC = highProduct(multiplierC, c);
    a = (highC ^ b ^ keyA) >>> 0;
    b = lowC;
    c = (highA ^ d ^ keyB) >>> 0;
    d = lowA;
    keyA = (keyA + 0x9e3779b9) >>> 0;
    keyB = (keyB + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
};

const multiplierA = 0xd2511f53;
const multiplierC = 0xcd9e8d57;

/** The upper 32 bits of a product of two words, which a double cannot hold. */
const highProduct = (one: number, other: number): number => {
  const oneLow = one & 0xffff;
  const oneHigh = one >>> 16;
  const otherLow = other & 0xffff;
  const otherHigh = other >>> 16;
  const cross = oneHigh * otherLow;
  const otherCross = oneLow * otherHigh;
  const middle = ((oneLow * otherLow) >>> 16) + (cross & 0xffff) + (otherCross & 0xffff);
  return oneHigh * otherHigh + (cross >>> 16) + (otherCross >>> 16) + (middle >>> 16);
};

/**
 * The integer at a place of a stream: uniform from 0 to bound - 1, a pure function of its arguments. Streams are
 * independent of each other.
 */
export const drawAt = (seed: number, stream: number, place: number, bound: number): number => {
  const limit = evenLimit(bound);
  const key = keyOf(seed);
  for (let attempt = 0; ; attempt++) {
    const words = philox([place >>> 0, Math.floor(place / 2 ** 32), stream, attempt], key);
    const word = words.find((one) => one < limit);
    if (word !== undefined) return word % bound;
  }
};

/** Of draws that have no place in a schedule. */
const ownStream = 0xffff_ffff;

/** Draws one integer after another, each uniform from 0 to the bound given - 1: one seed, one sequence. */
export const createDraw = (seed: number): ((bound: number) => number) => {
  const key = keyOf(seed);
  let words: readonly number[] = [];
  let drawn = 0;
  const next = (): number => {
    const at = drawn++;
    if (at % 4 === 0) words = philox([at >>> 0, Math.floor(at / 2 ** 32), ownStream, 0], key);
    return words[at % 4] ?? 0;
  };
  return (bound) => {
    const limit = evenLimit(bound);
    for (;;) {
      const word = next();
      if (word < limit) return word % bound;
    }
  };
};

/** Words from here on are rejected: a plain remainder of them would favour small integers. */
const evenLimit = (bound: number): number => 2 ** 32 - (2 ** 32 % bound);

const keyOf = (seed: number): readonly [number, number] => [
  seed >>> 0,
  Math.floor(seed / 2 ** 32) >>> 0,
];
