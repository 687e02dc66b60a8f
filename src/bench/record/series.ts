import type { Sample } from '../engine/sample.ts';
import type { SeriesPoint } from './document.ts';
import { requestDurationUs } from './tally.ts';
import { createTimeSlots } from './time-slots.ts';
import { addTrend, createTrend, percentileUs, record, type Trend } from './trend.ts';

interface Bucket {
  started: number;
  ended: number;
  failed: number;
  dropped: number;
  cold: number;
  vus: number;
  duration: Trend | undefined;
}

/** Beyond that many points two become one: 8 MB of memory at most, and always enough to draw a line. */
export const mostPoints = 600;

/** A phase second by second; a long one in steps of 2, 4, 8... seconds. Times are microseconds from its start. */
export const createSeries = (most = mostPoints) => {
  let vus = 0;
  const slots = createTimeSlots<Bucket>({ most, empty: () => emptyBucket(vus), joined });
  const bucketAt = slots.at;

  return {
    sample(sample: Sample, phaseStartUs: number): void {
      bucketAt(sample.startedUs - phaseStartUs).started++;
      if (sample.class === 'interrupted') return;
      const bucket = bucketAt(sample.endedUs - phaseStartUs);
      bucket.ended++;
      if (sample.class !== 'ok') bucket.failed++;
      if (sample.start === 'cold') bucket.cold++;
      const durationUs = requestDurationUs(sample);
      if (durationUs === undefined) return;
      bucket.duration ??= createTrend(2);
      record(bucket.duration, durationUs);
    },
    dropped(count: number, offsetUs: number): void {
      bucketAt(offsetUs).dropped += count;
    },
    /** A point has the most virtual users that were active in it. */
    virtualUsers(active: number): void {
      vus = active;
      const bucket = slots.list().at(-1);
      if (bucket !== undefined) bucket.vus = Math.max(bucket.vus, active);
    },
    /** Makes points up to here, where nothing happened too. */
    advance(offsetUs: number): void {
      bucketAt(offsetUs);
    },
    secondsPerPoint: slots.seconds,
    points: (): readonly SeriesPoint[] => pointsOf(slots.list(), slots.seconds()),
    /** The last points but the one that is still filling, oldest first. */
    lastComplete(most: number): readonly SeriesPoint[] {
      const all = slots.list();
      const from = Math.max(0, all.length - 1 - most);
      return pointsOf(all.slice(from, -1), slots.seconds(), from);
    },
  };
};

const emptyBucket = (vus: number): Bucket => ({
  started: 0,
  ended: 0,
  failed: 0,
  dropped: 0,
  cold: 0,
  vus,
  duration: undefined,
});

const joined = (first: Bucket, second: Bucket): Bucket => {
  if (first.duration !== undefined && second.duration !== undefined) {
    addTrend(first.duration, second.duration);
  }
  return {
    started: first.started + second.started,
    ended: first.ended + second.ended,
    failed: first.failed + second.failed,
    dropped: first.dropped + second.dropped,
    cold: first.cold + second.cold,
    vus: Math.max(first.vus, second.vus),
    duration: first.duration ?? second.duration,
  };
};

const pointsOf = (buckets: readonly Bucket[], seconds: number, from = 0): readonly SeriesPoint[] =>
  buckets.map((bucket, index) => pointOf(bucket, (from + index) * seconds, seconds));

const pointOf = ({ duration, ...counts }: Bucket, second: number, seconds: number): SeriesPoint => {
  const med = duration && percentileUs(duration, 50);
  const p95 = duration && percentileUs(duration, 95);
  return {
    second,
    ...(seconds > 1 && { seconds }),
    ...counts,
    ...(med !== undefined && { medMs: med / 1000 }),
    ...(p95 !== undefined && { p95Ms: p95 / 1000 }),
  };
};
