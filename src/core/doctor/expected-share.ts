/**
 * Of virtual users that each have a request under way, those that find no execution to run it. Of their requests it is
 * the least: who is refused asks again at once, and so asks more often.
 */
export const refusedOfVus = (vus: number, limit: number): number => Math.max(0, 1 - limit / vus);

/** Of requests that come at a rate and keep an execution busy for so long, those that find none. */
export const refusedAtRate = (rate: number, answerMs: number, limit: number): number =>
  Math.max(0, 1 - limit / ((rate * answerMs) / 1000));

/** Of requests that come at a rate, those above a limit of so many a second. */
export const aboveRate = (rate: number, most: number): number => Math.max(0, 1 - most / rate);

/** DynamoDB keeps what a provisioned table has not used for as long as that. */
export const burstSeconds = 300;

/**
 * Of requests that need a unit each, those for which a provisioned table has none, when it begins with all that it can
 * have saved; of an endless load without a duration.
 */
export const shortOfUnits = (rate: number, units: number, durationMs?: number): number => {
  if (durationMs === undefined) return aboveRate(rate, units);
  const seconds = durationMs / 1000;
  return Math.max(0, 1 - (units * (seconds + burstSeconds)) / (rate * seconds));
};

/** `95 %`; what is above nothing is never said to be nothing, nor what is below all to be all. */
export const shareWords = (share: number): string => {
  if (share >= 1 || share <= 0) return `${share >= 1 ? 100 : 0} %`;
  return `${Math.min(99, Math.max(1, Math.round(100 * share)))} %`;
};
