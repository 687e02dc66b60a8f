import { drawAt } from '../load/philox.ts';

/** Of no other draw of a seed. */
const streams = { pilot: 0xd0e7_0000, judged: 0xd0e7_0001 } as const;

/**
 * Which arm of a pair runs first: a coin for each pair, so that whatever favours the first or the second run is as often
 * for one arm as for the other, and the sign-flip test is exact.
 */
export const armsInOrder = (
  seed: number,
  pair: number,
  pilot: boolean,
): readonly ['A', 'B'] | readonly ['B', 'A'] =>
  drawAt(seed, pilot ? streams.pilot : streams.judged, pair, 2) === 0 ? ['A', 'B'] : ['B', 'A'];
