import { createXoshiro, drawBelow } from '../../src/bench/load/xoshiro.ts';

/** Randomness for simulations that must repeat. */
export const seededRandom = (seed: number) => {
  const next = createXoshiro(seed);
  const uniform = (): number => next() / 2 ** 32;
  return {
    below: (bound: number): number => drawBelow(next, bound),
    /** Box and Muller. */
    normal: (): number =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
};
