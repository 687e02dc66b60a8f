import { describe, expect, it } from 'vitest';
import { createTrend, record } from '../../../src/bench/record/trend.ts';
import { createBlockRecorder, type RunBlocks } from '../../../src/bench/stats/statistics-blocks.ts';
import { ratioIntervals, student975 } from '../../../src/bench/stats/statistics-interval.ts';
import { createResampler } from '../../../src/bench/stats/statistics-resample.ts';
import { ended } from '../ended.ts';
import { seededRandom } from '../seeded-random.ts';

describe('createBlockRecorder', () => {
  const recordEvenly = (seconds: number, perSecond: number): RunBlocks => {
    const recorder = createBlockRecorder(1_000_000);
    for (let at = 0; at < seconds * perSecond; at += 1) {
      const endedUs = 1_000_000 + (at * 1_000_000) / perSecond;
      recorder.sample(ended(endedUs, 5000 + (at % 100)));
    }
    return recorder.finish(1_000_000 + seconds * 1_000_000);
  };

  it.each([
    [2, 20, 100],
    [10, 50, 200],
    [120, 37, 3200],
  ])('%d s become %d blocks of %d ms', (seconds, count, blockMs) => {
    const recorded = recordEvenly(seconds, 100);
    expect(recorded.blockMs).toBe(blockMs);
    expect(recorded.blocks).toHaveLength(count);
    const perBlock = recorded.blocks.map((block) => block.ended);
    expect(new Set(perBlock)).toEqual(new Set([blockMs / 10]));
  });

  it('stays small however long the run', () => {
    const recorder = createBlockRecorder(0);
    for (let hour = 0; hour < 1000; hour += 1) recorder.sample(ended(hour * 3.6e9, 1000));
    expect(recorder.finish(3.6e12).blocks.length).toBeLessThanOrEqual(64);
  });

  it('loses no request and no time of one', () => {
    const recorded = recordEvenly(13, 64);
    const { blocks } = recorded;
    const count = blocks.reduce((sum, block) => sum + block.ended, 0);
    expect(blocks.reduce((sum, { durations }) => sum + durations.count, 0)).toBe(count);
    expect(count).toBeGreaterThan(12.7 * 64);
    const { rate, avgUs } = createResampler(recorded).observed();
    expect(rate).toBeCloseTo(64, 0);
    expect(avgUs).toBeCloseTo(5049, -1);
  });
});

describe('ratioIntervals', () => {
  const { normal, below } = seededRandom(20_261_121);

  /** Requests whose logarithm is normal around a mean that each block shifts: blocks matter, requests alone do not. */
  const simulate = (medianUs: number, count: number): RunBlocks => {
    const blocks = Array.from({ length: count }, () => {
      const durations = createTrend(2);
      const shift = 0.1 * normal();
      for (let request = 0; request < 30; request += 1) {
        record(durations, medianUs * Math.exp(shift + 0.3 * normal()));
      }
      return { ended: 30, durations };
    });
    return { blockMs: 100, blocks };
  };

  it('covers the true ratio in 93 to 97 of 100 runs, for mean, median and 95th percentile', () => {
    const truth = 0.8;
    const measures = [
      (run: { avgUs: number }) => run.avgUs,
      (run: { quantileUs(share: number): number }) => run.quantileUs(0.5),
      (run: { quantileUs(share: number): number }) => run.quantileUs(0.95),
    ];
    const covered = [0, 0, 0];
    const runs = 600;
    for (let run = 0; run < runs; run += 1) {
      const first = simulate(20_000, 30);
      const second = simulate(20_000 * truth, 30);
      ratioIntervals(first, second, measures, below, 100).forEach((interval, at) => {
        const [low, high] = interval ?? [1, 0];
        if (low <= truth && truth <= high) covered[at] = (covered[at] ?? 0) + 1;
      });
    }
    for (const count of covered) {
      expect(count / runs).toBeGreaterThanOrEqual(0.93);
      expect(count / runs).toBeLessThanOrEqual(0.97);
    }
  });

  it('gives none for a run of too few blocks', () => {
    const [short, long] = [simulate(1000, 9), simulate(1000, 40)];
    expect(ratioIntervals(short, long, [(run) => run.rate], below)).toEqual([null]);
  });

  it('is the same for the same seed', () => {
    const [first, second] = [simulate(1000, 20), simulate(2000, 20)];
    const once = () =>
      ratioIntervals(first, second, [(run) => run.avgUs], seededRandom(7).below, 50)[0];
    expect(once()).toEqual(once());
    const [low, high] = once() ?? [0, 0];
    expect(low).toBeGreaterThan(1.7);
    expect(high).toBeLessThan(2.4);
  });
});

it.each([
  [9, 2.262],
  [30, 2.042],
  [120, 1.98],
])("Student's t with %d degrees", (degrees, t) => expect(student975(degrees)).toBeCloseTo(t, 2));
