import { settingOptions } from '../../config/settings.ts';

/** Settings as the commands use them: a function's time-out that is set nowhere follows that of requests. */
export const configOptions = {
  ...settingOptions,
  functionTimeout: { ...settingOptions.functionTimeout, follows: 'timeout' },
} as const;
