import { flagOf, type Option } from '../../../config/declaration.ts';
import { type BenchInput, benchOptions } from './options.ts';

/** Several sizes are set against each other; one is the local Lambda's. */
export const isMemorySweep = ({ options: { memory = [] } }: BenchInput): boolean =>
  memory.length > 1;

/** What a sweep of memory sizes goes by; all else is of a load. */
const ofSweep: readonly string[] = [
  ...['memory', 'rounds', 'burst', 'coldMethod', 'url', 'stack', 'via', 'function', 'int', 'ints'],
  ...[
    'payload',
    'seed',
    'headers',
    'check',
    'timeout',
    'ca',
    'insecure',
    'save',
    'maxCost',
    'prices',
    'yes',
  ],
  ...['breakLock', 'allowForeignStack', 'functionTimeout', 'originLatency', 'profile', 'region'],
  ...['endpointUrl', 'awsTimeout', 'throttlePatience', 'allowLoad'],
];

/** A sweep reads the log of each call; any other run is as it was asked for. */
export const asSweep = (input: BenchInput): BenchInput => {
  if (!isMemorySweep(input)) return input;
  refuseBesideSweep(input);
  return { ...input, options: { ...input.options, via: 'invoke' } };
};

const refuseBesideSweep = ({ origins, problems, options }: BenchInput): void => {
  for (const [key, option] of Object.entries<Option>(benchOptions)) {
    const origin = origins[key as keyof typeof origins];
    const isFlag = origin.kind === 'flag' && origin.name === flagOf(key, option);
    const isOwn = isFlag || (origin.kind === 'scenario' && option.follows === undefined);
    if (!isOwn || ofSweep.includes(key)) continue;
    problems.add(`${flagOf(key, option)} has no effect on a sweep of memory sizes`, 'leave it out');
  }
  if (origins.via.kind === 'flag' && options.via === 'url') {
    problems.add('a sweep needs the log of each call, which only --via invoke gives');
  }
};
