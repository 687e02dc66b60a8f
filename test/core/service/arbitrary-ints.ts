import fc from 'fast-check';

const pixels = fc.integer({ min: 1, max: 5000 });
const range = fc
  .tuple(pixels, pixels)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

/** What `--ints` may name. */
export const ints = fc.oneof(range, fc.array(pixels, { minLength: 1, maxLength: 20 }));
