import type { Sample } from '../../src/bench/engine/sample.ts';
import { waited } from '../support/load/samples.ts';

const request = waited(0, 0);
const timings = request.timings;

/** A request that ended at an instant after so long, made fast enough for simulations. */
export const ended = (endedUs: number, waiting: number): Sample => ({
  ...request,
  startedUs: endedUs - waiting,
  endedUs,
  ...(timings && { timings: { ...timings, waiting } }),
});
