import { option } from '../../../config/option.ts';
import { settingOptions } from '../../../config/settings.ts';
import type { Input } from '../../command/command.ts';
import {
  allowForeignStack,
  awsOptions,
  breakLock,
  defaultEnvironments,
  deliveryOptions,
  environmentBounds,
  lambdaOptions,
  manyEnvironments,
  originOptions,
  pricesOption,
} from '../../command/common-options.ts';
import { baselineOptions } from './baseline-options.ts';
import { duetOptions } from './duet-options.ts';
import { eventOptions, loadOptions, requestOptions } from './load-options.ts';
import { outputOptions, verdictOptions } from './result-options.ts';
import { shardOptions } from './shard-options.ts';

const { url, stack, function: functionName, throttlePatience } = settingOptions;
const { functionTimeout, originLatency } = lambdaOptions;
const cold = { group: 'Cold and warm' } as const;
const safety = { group: 'Safety' } as const;

/** Lambda's own bounds. */
const parseSizes = (text: string): readonly number[] | undefined => {
  const sizes = text.split(',').map((one) => (/^\d{1,5}$/.test(one) ? Number(one) : Number.NaN));
  const isGood = sizes.every((size) => size >= 128 && size <= 10_240);
  return isGood && new Set(sizes).size === sizes.length ? sizes.sort((a, b) => a - b) : undefined;
};

const parseUsd = (text: string): number | undefined =>
  (/^\$?\d*\.?\d+$/.test(text) ? Number(text.replace('$', '')) : 0) || undefined;

const targetOptions = {
  url: { ...url, help: 'load this URL, in one phase' },
  stack: { ...stack, help: "load a deployed stack's function, cold and warm" },
  via: option.choice(['url', 'invoke'], {
    group: 'Target',
    noun: 'transport',
    help: "with --stack: url, or invoke, past its URL and with the log's evidence of cold starts",
    default: 'url',
  }),
  function: { ...functionName, help: 'invoke a function directly, in one phase' },
} as const;

const phaseOptions = {
  phase: option.choice(['cold', 'warm', 'both'], {
    ...cold,
    noun: 'phase',
    help: 'which phases to run: cold, warm or both',
    otherwise: 'both',
    oneOf: 'phases',
  }),
  matrix: option.switch({
    ...cold,
    help: 'all four cells of cold and warm environments, empty and filled store',
    oneOf: 'phases',
  }),
  rounds: option.count({
    ...cold,
    help: 'run the phases in turn that often; intervals rest on rounds',
    min: 1,
    max: 1000,
    otherwise: '5, of at least a second each',
  }),
  coldStarts: option.count({
    ...cold,
    help: 'make that many cold starts on purpose, in bursts beside the phases',
    min: 0,
    max: 100_000,
    otherwise: '48 with rounds of cold and warm',
  }),
  burst: option.count({
    ...cold,
    help: 'cold starts released at once',
    min: 1,
    max: 1000,
    otherwise: 'as many as there are cores',
  }),
  coldMethod: option.choice(['env', 'version', 'auto', 'none'], {
    ...cold,
    noun: 'method',
    help: 'how a deployed function gets new environments: env changes a variable of it, version publishes versions for the alias that is named, auto does whichever fits what is named, none leaves it alone; all is put back at the end',
    default: 'env',
  }),
  preset: option.choice(['original'], {
    ...cold,
    noun: 'preset',
    placeholder: 'name',
    help: "original: the article's own load, 200 virtual users for 2 minutes a phase",
    oneOf: 'phases',
  }),
} as const;

const localOptions = {
  concurrency: option.count({
    group: 'Local Lambda',
    help: 'environments of the local Lambda at once',
    ...environmentBounds,
    otherwise: `as many as virtual users; ${defaultEnvironments} to ${manyEnvironments} at a rate`,
  }),
  memory: option.parsed<readonly number[]>({
    ...cold,
    help: "memory sizes to set against each other, one after another in rounds: 128,512,1024; one alone is the local Lambda's to report",
    placeholder: 'mb,...',
    expected: 'memory sizes in MB, each once and from 128 to 10240, such as 128,512,1024',
    parse: parseSizes,
    schema: { type: ['integer', 'string'] },
    otherwise: '1024',
  }),
  functionTimeout: { ...functionTimeout, otherwise: 'a tenth less than --timeout' },
  originLatency: { ...originLatency, help: "how long the local Lambda's image origin takes" },
} as const;

const safetyOptions = {
  maxCost: option.parsed<number>({
    ...safety,
    help: 'end the run when what it is estimated to have cost comes to this',
    placeholder: 'usd',
    expected: 'an amount of US dollars above 0, such as 0.50',
    parse: parseUsd,
    schema: { type: ['number', 'string'] },
    scenario: true,
  }),
  logs: option.switch({
    group: 'Output',
    help: "after a load by URL, read the function's REPORT lines from CloudWatch Logs: init, handler, and what was billed",
  }),
  logGroup: option.text({
    group: 'Output',
    help: 'the log group to read them from, also for --url',
    expected: 'a log group such as /aws/lambda/NAME',
    otherwise: "the function's own",
    scenario: true,
  }),
  prices: { ...pricesOption, ...safety, scenario: false },
  yes: option.switch({
    ...safety,
    short: 'y',
    help: "empty a stack's store, and change a function for cold starts, without asking",
  }),
  allowLoad: option.switch({
    ...safety,
    help: 'put a heavy load on a host that is not this machine',
  }),
  allowProblems: option.switch({
    ...safety,
    help: 'measure a stack although the doctor found problems that spoil the figures',
  }),
  cleanUp: option.switch({
    ...safety,
    help: 'remove the images that the run stored in a stack, when it is over',
  }),
  restore: option.switch({
    ...safety,
    help: 'put back functions that a killed run has left changed, and measure nothing',
    scenario: false,
  }),
  breakLock,
  allowForeignStack,
} as const;

export const benchOptions = {
  ...targetOptions,
  ...loadOptions,
  ...shardOptions,
  ...requestOptions,
  ...phaseOptions,
  ...localOptions,
  ...verdictOptions,
  ...eventOptions,
  ...deliveryOptions,
  ...duetOptions,
  ...baselineOptions,
  ...outputOptions,
  ...safetyOptions,
  ...originOptions,
  source: {
    ...originOptions.source,
    help: 'where images come from that fill the store of a stack: picsum, generated or a directory of N.jpg; the local Lambda has an origin of its own',
    shown: 'picsum',
  },
  ...awsOptions,
  throttlePatience,
} as const;

export type BenchInput = Input<typeof benchOptions>;
