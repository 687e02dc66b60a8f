import { type RunBlocks, valueOfBucket } from './statistics-blocks.ts';

/** What a bootstrap draws again and again: a rate and the shape of the durations. */
export interface RunStatistics {
  /** Requests a second. */
  readonly rate: number;
  readonly avgUs: number;
  quantileUs(share: number): number;
}

/** A source of uniformly random integers from 0 to bound - 1. */
export type Below = (bound: number) => number;

/** Packs a run's blocks so that drawing them a thousand times is cheap. */
export const createResampler = ({ blockMs, blocks }: RunBlocks) => {
  const buckets = [...new Set(blocks.flatMap(({ durations }) => [...durations.keys()]))];
  buckets.sort((a, b) => a - b);
  const placeOf = new Map(buckets.map((bucket, place) => [bucket, place]));
  const packed = blocks.map(({ ended, sumUs, durations }) => ({
    ended,
    sumUs,
    places: Uint32Array.from(durations.keys(), (bucket) => placeOf.get(bucket) ?? 0),
    counts: Float64Array.from(durations.values()),
  }));
  const valuesUs = Float64Array.from(buckets, valueOfBucket);

  /** The statistics of the run in which block i happened `weights[i]` times. */
  const weighed = (weights: readonly number[]): RunStatistics => {
    const counts = new Float64Array(buckets.length);
    let ended = 0;
    let sumUs = 0;
    packed.forEach((block, index) => {
      const weight = weights[index] ?? 0;
      if (weight === 0) return;
      ended += weight * block.ended;
      sumUs += weight * block.sumUs;
      block.places.forEach((place, at) => {
        counts[place] = (counts[place] ?? 0) + weight * (block.counts[at] ?? 0);
      });
    });
    return {
      rate: (ended / (blocks.length * blockMs)) * 1000,
      avgUs: sumUs / ended,
      quantileUs: (share) => quantile(counts, valuesUs, share * ended),
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

const quantile = (counts: Float64Array, valuesUs: Float64Array, rank: number): number => {
  let below = 0;
  for (let place = 0; place < counts.length; place += 1) {
    below += counts[place] ?? 0;
    if (below >= rank && below > 0) return valuesUs[place] ?? 0;
  }
  return valuesUs.at(-1) ?? Number.NaN;
};
