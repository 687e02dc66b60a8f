import { distinctInts, type Ints } from '../../core/service/ints.ts';
import { createDraw, drawAt } from '../load/philox.ts';
import type { RequestPlan } from './requester.ts';

/**
 * Draws each request's integer uniformly from `ints`, or one of so many bodies, for ever. It follows from the seed and
 * the request's position alone: whoever makes the request, and when, it asks for the same.
 */
export const createRequestPlan = (ints: Ints, seed: number, bodies = 0): RequestPlan => {
  if (bodies > 0) {
    return {
      source: { ints: null, seed, exhaustive: false, bodies },
      at: ({ vu, index }) => ({ pixels: undefined, body: drawAt(seed, vu, index, bodies) }),
    };
  }
  const source = { ints, seed, exhaustive: false };
  if (ints === null) return { source, at: () => ({ pixels: undefined }) };
  if ('from' in ints) {
    const count = ints.to - ints.from + 1;
    return {
      source,
      at: ({ vu, index }) => ({ pixels: ints.from + drawAt(seed, vu, index, count) }),
    };
  }
  return {
    source,
    at: ({ vu, index }) => ({ pixels: ints[drawAt(seed, vu, index, ints.length)] }),
  };
};

/**
 * Gives every different integer of `ints` once in an order of the seed, the nth to the nth request that is started,
 * and then ends the schedule: what a store that must stay empty for each request needs.
 */
export const createExhaustivePlan = (ints: NonNullable<Ints>, seed: number): RequestPlan => {
  const order = shuffled(distinctInts(ints), createDraw(seed));
  return {
    source: { ints, seed, exhaustive: true },
    at: (_position, started) => {
      const pixels = order[started];
      return pixels === undefined ? undefined : { pixels };
    },
  };
};

/** Fisher and Yates's shuffle. */
const shuffled = (
  values: readonly number[],
  draw: (bound: number) => number,
): readonly number[] => {
  const left = [...values];
  return values.map(() => {
    const [drawn = 0] = left.splice(draw(left.length), 1);
    return drawn;
  });
};
