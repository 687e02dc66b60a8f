import type { MetricSummary } from './document.ts';

/** A gauge as k6's: its last, least and greatest value of those seen once a second. */
export const createGauge = () => {
  let value = 0;
  let last = 0;
  let peak = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    set(next: number): void {
      value = next;
      peak = Math.max(peak, next);
    },
    /** Sees the value that holds now. */
    see(): void {
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    current: () => value,
    /** A phase too short to have been looked at has its greatest value throughout. */
    summary(): MetricSummary {
      const seen = max >= min;
      const values = seen ? { value: last, min, max } : { value: peak, min: peak, max: peak };
      return { type: 'gauge', contains: 'default', values };
    },
  };
};
