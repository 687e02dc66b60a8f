import type { RunBlocks } from './statistics-blocks.ts';
import { recordedTimes } from './trend.ts';

/** What a bootstrap draws again and again: a rate and the shape of the durations. */
export interface RunStatistics {
  /** Requests a second. */
  readonly rate: number;
  readonly avgUs: number;
  quantileUs(share: number): number;
}

/** A source of uniformly random integers from 0 to bound - 1. */
export type Below = (bound: number) => number;

/** A run's blocks without the counters that are zero, so that drawing them again and again is cheap. */
export const createResampler = ({ blockMs, blocks }: RunBlocks) => {
  const packed = blocks.map(({ ended, durations }) => ({
    ended,
    timed: durations.count,
    sumUs: durations.sumUs,
    times: recordedTimes(durations),
  }));
  const valuesUs = [...new Set(packed.flatMap(({ times }) => times.map(({ us }) => us)))].toSorted(
    (a, b) => a - b,
  );
  const placeOf = new Map(valuesUs.map((us, place) => [us, place]));
  const placed = packed.map(({ times, ...block }) => ({
    ...block,
    places: times.map(({ us }) => placeOf.get(us) ?? 0),
    counts: times.map(({ count }) => count),
  }));

  /** The statistics of the run in which block i happened `weights[i]` times. */
  const weighed = (weights: readonly number[]): RunStatistics => {
    const counts = new Float64Array(valuesUs.length);
    let [ended, timed, sumUs] = [0, 0, 0];
    for (const [index, block] of placed.entries()) {
      const weight = weights[index] ?? 0;
      if (weight === 0) continue;
      ended += weight * block.ended;
      timed += weight * block.timed;
      sumUs += weight * block.sumUs;
      for (let at = 0; at < block.places.length; at += 1) {
        const place = block.places[at] ?? 0;
        counts[place] = (counts[place] ?? 0) + weight * (block.counts[at] ?? 0);
      }
    }
    return {
      rate: (ended / (blocks.length * blockMs)) * 1000,
      avgUs: sumUs / timed,
      quantileUs: (share) => quantile(counts, valuesUs, share * timed),
    };
  };

  return {
    observed: (): RunStatistics => weighed(blocks.map(() => 1)),
    draw: (below: Below): RunStatistics => {
      const weights = blocks.map(() => 0);
      for (let drawn = 0; drawn < blocks.length; drawn += 1) {
        const at = below(blocks.length);
        weights[at] = (weights[at] ?? 0) + 1;
      }
      return weighed(weights);
    },
  };
};

const quantile = (counts: Float64Array, valuesUs: readonly number[], rank: number): number => {
  let below = 0;
  for (let place = 0; place < counts.length; place += 1) {
    below += counts[place] ?? 0;
    if (below >= rank && below > 0) return valuesUs[place] ?? Number.NaN;
  }
  return Number.NaN;
};
