import { createDraw } from '../load/philox.ts';

/** Draws of distributions from one seed. */
export const createChance = (seed: number) => {
  const draw = createDraw(seed);
  const uniform = (): number => (draw(2 ** 31) + 0.5) / 2 ** 31;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    /** Of Student's t. */
    student: (degrees: number): number => {
      let squares = 0;
      for (let drawn = 0; drawn < degrees; drawn += 1) squares += normal() ** 2;
      return normal() / Math.sqrt(squares / degrees);
    },
  };
};
