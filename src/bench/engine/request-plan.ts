import { distinctInts, type Ints } from '../load/ints.ts';
import { createXoshiro, drawBelow } from '../load/xoshiro.ts';
import type { RequestPlan } from './requester.ts';

/** Draws each request's integer uniformly from `ints`, for ever: one seed gives one sequence. */
export const createRequestPlan = (ints: Ints, seed: number): RequestPlan => {
  const draw = createDraw(ints, createXoshiro(seed));
  let index = 0;
  return { next: () => ({ pixels: draw(), index: index++ }) };
};

/**
 * Draws every different integer of `ints` once in a seeded order and then ends the schedule: what a store
 * that must stay empty for each request needs.
 */
export const createExhaustivePlan = (ints: NonNullable<Ints>, seed: number): RequestPlan => {
  const bits = createXoshiro(seed);
  const left = [...distinctInts(ints)];
  let index = 0;
  return {
    next() {
      if (left.length === 0) return undefined;
      const drawn = drawBelow(bits, left.length);
      const pixels = left[drawn];
      const last = left.pop();
      if (drawn < left.length && last !== undefined) left[drawn] = last;
      return { pixels, index: index++ };
    },
  };
};

const createDraw = (ints: Ints, bits: () => number): (() => number | undefined) => {
  if (ints === null) return () => undefined;
  if ('from' in ints) {
    const { from, to } = ints;
    return () => from + drawBelow(bits, to - from + 1);
  }
  return () => ints[drawBelow(bits, ints.length)];
};
