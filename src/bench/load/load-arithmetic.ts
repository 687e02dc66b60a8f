import type { Load, Stage } from './load.ts';

/** Whether the schedule sets the instants of requests (open model), or virtual users do (closed model). */
export const isOpenModel = ({ executor }: Load): boolean =>
  executor === 'constant-arrival-rate' || executor === 'ramping-arrival-rate';

/** Time of the schedule itself, without the graceful stop; the longest it may take for shared iterations. */
export const scheduleMs = (load: Load): number => {
  if (load.executor === 'shared-iterations') return load.maxDurationMs;
  return 'stages' in load ? stagesDurationMs(load.stages) : load.durationMs;
};

export const stagesDurationMs = (stages: readonly Stage[]): number =>
  stages.reduce((total, { durationMs }) => total + durationMs, 0);

/** The most virtual users that a load can have. */
export const maxVus = (load: Load): number => {
  if ('maxVus' in load) return load.maxVus;
  return load.executor === 'ramping-vus'
    ? Math.max(load.startVus, ...load.stages.map(({ target }) => target))
    : load.vus;
};

/** Virtual users times the seconds that each of them is there: what a closed load can keep busy. */
export const vuSeconds = (load: Load): number => {
  if (load.executor === 'constant-vus') return (load.vus * load.durationMs) / 1000;
  return load.executor === 'ramping-vus' ? areaUnder(load.startVus, load.stages) : 0;
};

/** The highest rate in requests a second; undefined where virtual users set the pace. */
export const peakRate = (load: Load): number | undefined => {
  if (load.executor === 'constant-arrival-rate') return load.rate;
  if (load.executor !== 'ramping-arrival-rate') return undefined;
  return Math.max(load.startRate, ...load.stages.map(({ target }) => target));
};

/** The rate that is asked for at an instant, in requests a second; undefined for virtual users. */
export const plannedRateAt = (load: Load, elapsedMs: number): number | undefined => {
  if (load.executor === 'constant-arrival-rate') return load.rate;
  if (load.executor !== 'ramping-arrival-rate') return undefined;
  let [from, startMs] = [load.startRate, 0];
  for (const { durationMs, target } of load.stages) {
    if (elapsedMs < startMs + durationMs) {
      return from + ((target - from) * (elapsedMs - startMs)) / durationMs;
    }
    [from, startMs] = [target, startMs + durationMs];
  }
  return from;
};

/** The most requests that a load can send; undefined where only the target's speed limits it. */
export const mostRequests = (load: Load): number | undefined => {
  const scheduled = scheduledRequests(load);
  if (load.maxRequests === undefined) return scheduled;
  return Math.min(load.maxRequests, scheduled ?? load.maxRequests);
};

/** The most requests that a load can have in flight at once. */
export const mostInFlight = (load: Load): number =>
  Math.min(maxVus(load), mostRequests(load) ?? Number.POSITIVE_INFINITY);

/** Of an answer that nobody has timed yet: the mean that the original measured at the client. */
export const assumedAnswerMs = 500;

/** How many execution environments a load is expected to keep busy at once. */
export const busyEnvironments = (load: Load): number => {
  const most = maxVus(load);
  const rate = peakRate(load);
  return rate === undefined ? most : Math.min(most, Math.ceil((rate * assumedAnswerMs) / 1000));
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
const areaUnder = (start: number, stages: readonly Stage[]): number =>
  stages.reduce((sum, { durationMs, target }, index) => {
    const from = index === 0 ? start : (stages[index - 1]?.target ?? start);
    return sum + ((from + target) / 2) * (durationMs / 1000);
  }, 0);
