import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { parseJson } from '../../core/json.ts';
import {
  allowForeignStack,
  awsOptions,
  deliveryOptions,
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
  events: option.switch({
    group: 'Event',
    help: 'deliver files that come to upload/ in the data directory as uploads',
  }),
  schedule: option.parsed<number>({
    group: 'Event',
    help: 'invoke the function regularly',
    placeholder: 'rate',
    expected: 'rate(N UNIT) of seconds, minutes, hours or days, such as rate(1 minute)',
    limits: 'such as rate(1 minute)',
    parse: async (text) =>
      (await import('../../core/events/rate-expression.ts')).parseRateExpression(text),
  }),
  scheduleInput: option.parsed<string, string>({
    group: 'Event',
    help: 'the event that a schedule sends',
    placeholder: 'json',
    expected: `JSON, such as '{"job":"warm","environments":3}'`,
    parse: (text) => (parseJson(text) === undefined ? undefined : text),
    default: '{"job":"seed","ints":"400-410"}',
  }),
  ...deliveryOptions,
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
