import { bucketAtShare, bucketMs, type Counts } from './counts.ts';
import type { Range } from './page-data.ts';
import { quantileBand } from './quantile-band.ts';

/** A quantile of a population: x is 1 / (1 - share), so that each nine is as wide as the one before. */
export interface SpectrumPoint {
  readonly x: number;
  readonly share: number;
  readonly ms: number;
  readonly band: Range | null;
}

const pointsADecade = 16;

/** Of fewer independent values a band reaches from the least to the greatest and says nothing. */
const fewestIndependent = 20;

/** From the median's left to the last percentile that one sample lies beyond. */
export const spectrumOf = (counts: Counts, slots: readonly Counts[]): readonly SpectrumPoint[] => {
  const n = counts.total;
  if (n === 0) return [];
  const steps = Math.floor(pointsADecade * Math.log10(n) + 1e-9);
  const xs = Array.from({ length: steps + 1 }, (_, step) => 10 ** (step / pointsADecade));
  if ((xs.at(-1) ?? 1) < n * 0.999) xs.push(n);
  return xs.map((x) => {
    const share = 1 - 1 / x;
    const ms = bucketMs(bucketAtShare(counts, share) ?? 0);
    return { x, share, ms, band: quantileBand(counts, slots, share, fewestIndependent) };
  });
};

/** `50 %`, `99.9 %`: as many nines as it takes. */
export const shareText = (share: number): string => {
  const digits = Math.max(0, Math.ceil(-Math.log10(Math.max(1e-12, 1 - share)) - 2 - 1e-6));
  return `${Number((share * 100).toFixed(digits + (digits > 0 || share < 0.995 ? 0 : 1)))} %`;
};
