import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import {
  allowForeignStack,
  awsOptions,
  breakLock,
  concurrencyOption,
  storeTarget,
} from '../command/common-options.ts';

const { timeout, throttlePatience } = settingOptions;

export const purgeOptions = {
  only: option.choice(['table', 'bucket'], {
    help: 'table or bucket',
    noun: 'part',
    otherwise: 'both',
  }),
  allKeys: option.switch({ help: 'delete everything in them, whoever put it there' }),
  missingOk: option.switch({ help: 'a stack, table or bucket that is not there is no error' }),
  concurrency: { ...concurrencyOption, help: 'requests at once' },
  ...storeTarget,
  dryRun: option.switch({ group: 'Safety', help: 'show the plan and write nothing' }),
  yes: option.switch({ group: 'Safety', short: 'y', help: 'do not ask' }),
  breakLock,
  allowForeignStack,
  timeout,
  throttlePatience,
  ...awsOptions,
} as const;
