import type { Load } from '../../../bench/load/load.ts';
import { scheduleMs } from '../../../bench/load/load-arithmetic.ts';
import { loadOf } from '../../../bench/load/load-flags.ts';
import {
  type LoadDefaults,
  localDefaults,
  mostDurationMs,
  remoteDefaults,
} from '../../../bench/load/load-limits.ts';
import { formatDuration } from '../../../config/duration.ts';
import { FibimgError } from '../../../core/error.ts';
import type { Target } from '../../../core/target.ts';
import { presetLoad } from './choose-phases.ts';
import { duetDurationMs } from './duet-plan.ts';
import type { BenchInput } from './options.ts';

/** What a load is where nothing is said of it. */
export const defaultsOf = (
  target: Target | undefined,
  cpuCount: number,
  isDuet: boolean,
): LoadDefaults => {
  const isLocal = target?.kind === 'embedded';
  const defaults = isLocal ? localDefaults(cpuCount) : remoteDefaults;
  return isDuet
    ? { ...defaults, durationMs: duetDurationMs[isLocal ? 'local' : 'remote'] }
    : defaults;
};

export const loadFrom = (options: BenchInput['options'], defaults: LoadDefaults): Load => {
  const { duration, thinkTime, gracefulStop, ...rest } = { ...options, ...presetLoad(options) };
  const flags = {
    ...rest,
    rate: rest.rate ?? eventRateOf(options),
    ...{ durationMs: duration, thinkTimeMs: thinkTime, gracefulStopMs: gracefulStop },
  };
  const load = loadOf(flags, defaults);
  if (scheduleMs(load) <= mostDurationMs) return load;
  throw new FibimgError(
    'usage',
    `the stages last longer than ${formatDuration(mostDurationMs)} together`,
  );
};

/** Uploads a second, where nothing says how many. */
const defaultEventRate = 5;

/** A load of events is one of arrivals, unless it is asked for otherwise. */
const eventRateOf = ({
  event,
  vus,
  iterations,
  stages,
}: BenchInput['options']): number | undefined =>
  event !== undefined && vus === undefined && iterations === undefined && stages.length === 0
    ? defaultEventRate
    : undefined;
