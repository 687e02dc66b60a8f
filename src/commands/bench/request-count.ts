import type { Load } from '../../bench/load/load.ts';
import { maxVus } from '../../report/k6/load-description.ts';

/** The most requests that a load can send; undefined where only the target's speed limits it. */
export const mostRequests = (load: Load): number | undefined => {
  const scheduled = scheduledRequests(load);
  if (load.maxRequests === undefined) return scheduled;
  return Math.min(load.maxRequests, scheduled ?? load.maxRequests);
};

/** Virtual users times the seconds that each of them is there: what a closed load can keep busy. */
export const vuSeconds = (load: Load): number => {
  if (load.executor === 'constant-vus') return (load.vus * load.durationMs) / 1000;
  return load.executor === 'ramping-vus' ? areaUnder(load.startVus, load.stages) : 0;
};

/** Of an answer that nobody has timed yet: the article's average, at the client. */
export const assumedAnswerMs = 500;

/** How many execution environments a load is expected to keep busy at once. */
export const busyEnvironments = (load: Load): number => {
  const most = maxVus(load);
  const rate = peakRate(load);
  return rate === undefined ? most : Math.min(most, Math.ceil((rate * assumedAnswerMs) / 1000));
};

/** Requests a second; undefined where virtual users set the pace. */
export const peakRate = (load: Load): number | undefined => {
  if (load.executor === 'constant-arrival-rate') return load.rate;
  if (load.executor !== 'ramping-arrival-rate') return undefined;
  return Math.max(load.startRate, ...load.stages.map(({ target }) => target));
};

const scheduledRequests = (load: Load): number | undefined => {
  switch (load.executor) {
    case 'shared-iterations':
      return load.iterations;
    case 'constant-arrival-rate':
      return Math.ceil((load.rate * load.durationMs) / 1000);
    case 'ramping-arrival-rate':
      return Math.ceil(areaUnder(load.startRate, load.stages));
    default:
      return undefined;
  }
};

/** Of a line through the stages, in units times seconds. */
const areaUnder = (
  start: number,
  stages: readonly { readonly durationMs: number; readonly target: number }[],
): number =>
  stages.reduce((sum, { durationMs, target }, index) => {
    const from = index === 0 ? start : (stages[index - 1]?.target ?? start);
    return sum + ((from + target) / 2) * (durationMs / 1000);
  }, 0);
