import { recordedTimes } from '../record/trend.ts';
import type { RunBlocks } from './statistics-blocks.ts';

/** What a bootstrap draws again and again: a rate and the shape of the durations. */
export interface RunStatistics {
  /** Requests a second. */
  readonly rate: number;
  readonly avgUs: number;
  quantileUs(share: number): number;
}

/** A source of uniformly random integers from 0 to bound - 1. */
export type Below = (bound: number) => number;

/** Draws runs from a run's blocks. */
export const createResampler = (run: RunBlocks) => {
  const packed = pack(run);
  const { length } = run.blocks;
  return {
    observed: (): RunStatistics => weigh(packed, new Array(length).fill(1)),
    draw: (below: Below): RunStatistics => {
      const weights: number[] = new Array(length).fill(0);
      for (let drawn = 0; drawn < length; drawn += 1) {
        const at = below(length);
        weights[at] = (weights[at] ?? 0) + 1;
      }
      return weigh(packed, weights);
    },
  };
};

/** Blocks without the counters that are zero, so that drawing them again and again is cheap. */
interface PackedRun {
  readonly seconds: number;
  /** The time that each place stands for, ascending. */
  readonly valuesUs: Float64Array;
  readonly blocks: readonly PackedBlock[];
}

interface PackedBlock {
  readonly ended: number;
  readonly timed: number;
  readonly sumUs: number;
  readonly places: Uint32Array;
  readonly counts: Uint32Array;
}

const pack = ({ blockMs, blocks }: RunBlocks): PackedRun => {
  const timesOf = blocks.map(({ durations }) => recordedTimes(durations));
  const valuesUs = Float64Array.from(
    new Set(timesOf.flatMap((times) => times.map(({ us }) => us))),
  ).sort();
  const placeOf = new Map(Array.from(valuesUs, (us, place) => [us, place]));
  return {
    seconds: (blocks.length * blockMs) / 1000,
    valuesUs,
    blocks: blocks.map(({ ended, durations }, index) => {
      const times = timesOf[index] ?? [];
      return {
        ...{ ended, timed: durations.count, sumUs: durations.sumUs },
        places: Uint32Array.from(times, ({ us }) => placeOf.get(us) ?? 0),
        counts: Uint32Array.from(times, ({ count }) => count),
      };
    }),
  };
};

/** The statistics of the run in which block i happened `weights[i]` times. */
const weigh = (
  { seconds, valuesUs, blocks }: PackedRun,
  weights: readonly number[],
): RunStatistics => {
  const counts = new Float64Array(valuesUs.length);
  let [ended, timed, sumUs] = [0, 0, 0];
  for (const [index, block] of blocks.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0) continue;
    ended += weight * block.ended;
    timed += weight * block.timed;
    sumUs += weight * block.sumUs;
    addWeighted(counts, block, weight);
  }
  return {
    rate: ended / seconds,
    avgUs: sumUs / timed,
    quantileUs: (share) => quantile(counts, valuesUs, share * timed),
  };
};

const addWeighted = (into: Float64Array, { places, counts }: PackedBlock, weight: number): void => {
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    into[place] = (into[place] ?? 0) + weight * (counts[at] ?? 0);
  }
};

const quantile = (counts: Float64Array, valuesUs: Float64Array, rank: number): number => {
  let below = 0;
  for (let place = 0; place < counts.length; place += 1) {
    below += counts[place] ?? 0;
    if (below >= rank && below > 0) return valuesUs[place] ?? Number.NaN;
  }
  return Number.NaN;
};
