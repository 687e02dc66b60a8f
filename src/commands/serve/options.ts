import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import {
  allowForeignStack,
  awsOptions,
  lambdaOptions,
  largestSeed,
} from '../command/common-options.ts';

const { dataDir, stack, originUrl, functionTimeout, timeout } = settingOptions;

export const serveOptions = {
  port: option.count({
    help: 'where to listen, 0 for any free port',
    min: 0,
    max: 65_535,
    default: 3001,
  }),
  ...lambdaOptions,
  functionTimeout: { ...functionTimeout, follows: 'timeout' },
  seed: option.count({
    group: 'Local Lambda',
    help: 'draws which images fail',
    min: 0,
    max: largestSeed,
    default: 1,
  }),
  dataDir,
  stack: { ...stack, help: "use a deployed stack's store" },
  allowForeignStack,
  timeout: { ...timeout, help: 'the same as --function-timeout and --aws-timeout together' },
  originUrl: {
    ...originUrl,
    help: 'fetch images from here in place of the built-in origin',
    shown: 'the built-in origin',
  },
  ...awsOptions,
} as const;
