/** The normal distribution function, by the expansion of Zelen and Severo (Abramowitz and Stegun 26.2.17), within 1e-7. */
const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const tail =
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
};

/** Its inverse, for shares from 1e-9 to 1 - 1e-9. */
export const normalPoint = (share: number): number => {
  let [low, high] = [-6, 6];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return low;
};

/** Of a sum of whole numbers with that mean and variance, corrected for continuity. */
export const normalAtMost = (sum: number, mean: number, variance: number): number =>
  normalBelow((sum + 0.5 - mean) / Math.sqrt(variance));

/** The greatest sum that a two-sided test at `alpha` rejects, by the same. */
export const normalCritical = (mean: number, variance: number, alpha: number): number =>
  Math.floor(mean + normalPoint(alpha / 2) * Math.sqrt(variance) - 0.5);

/** The greatest index up to which the chances sum to at most half of `alpha`; undefined where none is rare enough. */
export const lastWithin = (chances: readonly number[], alpha: number): number | undefined => {
  let below = 0;
  let critical: number | undefined;
  for (const [sum, chance] of chances.entries()) {
    below += chance;
    if (2 * below > alpha * (1 + 1e-12)) break;
    if (chance > 0) critical = sum;
  }
  return critical;
};
