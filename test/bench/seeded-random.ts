import { createDraw } from '../../src/bench/load/philox.ts';

/** Randomness for simulations that must repeat. */
export const seededRandom = (seed: number) => {
  const below = createDraw(seed);
  const uniform = (): number => below(2 ** 32) / 2 ** 32;
  return {
    below,
    /** Box and Muller. */
    normal: (): number =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
};
