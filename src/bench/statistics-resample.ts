import type { RunBlocks } from './statistics-blocks.ts';
import { lowestAt, mergeTrends, type Trend } from './trend.ts';

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
  const whole = mergeTrends(blocks.map(({ durations }) => durations));
  const used = whole === undefined ? [] : usedCounters(whole);
  const placeOf = new Map(used.map((counter, place) => [counter, place]));
  const valuesUs = used.map((counter) => middleOf(whole?.bits ?? 0, counter));
  const packed = blocks.map(({ ended, durations }) => {
    const counters = usedCounters(durations);
    return {
      ended,
      timed: durations.count,
      sumUs: durations.sumUs,
      places: counters.map((counter) => placeOf.get(counter) ?? 0),
      counts: counters.map((counter) => durations.counts[counter] ?? 0),
    };
  });

  /** The statistics of the run in which block i happened `weights[i]` times. */
  const weighed = (weights: readonly number[]): RunStatistics => {
    const counts = new Float64Array(used.length);
    let [ended, timed, sumUs] = [0, 0, 0];
    for (const [index, block] of packed.entries()) {
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

const usedCounters = ({ counts }: Trend): readonly number[] => {
  const used: number[] = [];
  for (let counter = 0; counter < counts.length; counter += 1) {
    if ((counts[counter] ?? 0) > 0) used.push(counter);
  }
  return used;
};

const middleOf = (bits: number, counter: number): number =>
  (lowestAt(bits, counter) + lowestAt(bits, counter + 1) - 1) / 2;

const quantile = (counts: Float64Array, valuesUs: readonly number[], rank: number): number => {
  let below = 0;
  for (let place = 0; place < counts.length; place += 1) {
    below += counts[place] ?? 0;
    if (below >= rank && below > 0) return valuesUs[place] ?? Number.NaN;
  }
  return Number.NaN;
};
