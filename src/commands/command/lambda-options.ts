import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';

export const defaultEnvironments = 10;
export const defaultIdleMs = 300_000;
export const largestSeed = 2 ** 31 - 1;

export const environmentBounds = { min: 1, max: 1000 } as const;

/** What the local Lambda is like, wherever it runs. */
export const lambdaOptions = {
  concurrency: option.count({
    group: 'Local Lambda',
    help: 'environments at once; further requests are answered 429',
    ...environmentBounds,
    default: defaultEnvironments,
  }),
  memory: option.count({
    group: 'Local Lambda',
    help: 'memory size to report, in MB',
    placeholder: 'mb',
    min: 128,
    max: 10_240,
    default: 1024,
  }),
  functionTimeout: settingOptions.functionTimeout,
  idle: option.duration({
    group: 'Local Lambda',
    help: 'end an environment that had no work for this long',
    min: 1,
    max: 86_400_000,
    default: defaultIdleMs,
  }),
  originLatency: option.duration({
    group: 'Local Lambda',
    help: 'how long its built-in image origin takes',
    min: 0,
    max: 900_000,
    default: 0,
  }),
  originFailures: option.number({
    group: 'Local Lambda',
    help: 'how many of its images fail',
    placeholder: 'rate',
    min: 0,
    max: 1,
    default: 0,
  }),
} as const;
