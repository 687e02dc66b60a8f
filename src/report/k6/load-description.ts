import type { Load } from '../../bench/load/load.ts';
import { maxVus, peakRate, scheduleMs } from '../../bench/load/load-arithmetic.ts';
import { formatGoDuration } from './k6-duration.ts';

/** k6's lines on what is going to run. `indent` is 5 in k6 1 and 2, and was 2 before. */
export const scenarioLines = (load: Load, name = 'default', indent = 5): readonly string[] => {
  const longest = formatGoDuration(scheduleMs(load) + load.gracefulStopMs);
  const margin = ' '.repeat(indent);
  return [
    `${margin}scenarios: (100.00%) 1 scenario, ${maxVus(load)} max VUs, ${longest} max duration (incl. graceful stop):`,
    `${margin}         * ${name}: ${describeLoad(load)}`,
  ];
};

/** One load in k6's words, `200 looping VUs for 2m0s (gracefulStop: 30s)`. */
export const describeLoad = (load: Load): string => {
  const facts = [...factsOf(load), `gracefulStop: ${formatGoDuration(load.gracefulStopMs)}`];
  return `${whatRuns(load)} (${facts.join(', ')})`;
};

const whatRuns = (load: Load): string => {
  const duration = formatGoDuration(scheduleMs(load));
  switch (load.executor) {
    case 'constant-vus':
      return `${load.vus} looping VUs for ${duration}`;
    case 'ramping-vus':
      return `Up to ${maxVus(load)} looping VUs for ${duration} over ${load.stages.length} stages`;
    case 'shared-iterations':
      return `${load.iterations} iterations shared among ${load.vus} VUs`;
    case 'constant-arrival-rate':
      return `${load.rate.toFixed(2)} iterations/s for ${duration}`;
    case 'ramping-arrival-rate':
      return `Up to ${peakRate(load)?.toFixed(2)} iterations/s for ${duration} over ${load.stages.length} stages`;
  }
};

const factsOf = (load: Load): readonly string[] => {
  if (load.executor === 'shared-iterations') {
    return [`maxDuration: ${formatGoDuration(load.maxDurationMs)}`];
  }
  if (!('maxVus' in load)) return [];
  const { preAllocatedVus, maxVus: most } = load;
  return [`maxVUs: ${preAllocatedVus === most ? most : `${preAllocatedVus}-${most}`}`];
};
