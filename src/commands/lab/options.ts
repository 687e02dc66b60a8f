import { option } from '../../config/option.ts';
import { benchOptions } from '../bench/options/options.ts';
import type { Input } from '../command/command.ts';
import { lambdaOptions } from '../command/common-options.ts';

const { stack, function: functionName, url, headers, check, auth, coldMethod } = benchOptions;
const { int, ints, payload, method, body, seed, timeout, ca, insecure } = benchOptions;
const { maxCost, prices, yes, allowLoad, breakLock, allowForeignStack } = benchOptions;
const { functionTimeout, originLatency, memory, save } = benchOptions;
const { profile, region, endpointUrl, awsTimeout, throttlePatience } = benchOptions;

const scenario = false;

/** Those of a bench mean what they mean there. */
export const labOptions = {
  experiment: option.choice(['memory', 'burst', 'idle'], {
    noun: 'experiment',
    help: 'memory, burst or idle',
    positional: 'memory, burst or idle',
    scenario,
  }),
  memory,
  tolerance: option.number({
    help: 'with memory: how much slower than the fastest size still counts as fast, in percent',
    placeholder: 'percent',
    above: 0,
    max: 100,
    default: 10,
    scenario,
  }),
  rounds: option.count({
    help: 'with memory and burst: how often all of it runs; intervals rest on rounds',
    min: 1,
    max: 100,
    default: 5,
  }),
  burst: option.count({
    help: 'requests released at once; with burst the most',
    min: 1,
    max: 5000,
    otherwise: 'memory: 10, or as many as there are cores here; burst: 50, or 10 here',
  }),
  shortest: option.duration({
    help: 'with idle: the shortest time to let an environment idle',
    min: 10,
    max: 3_600_000,
    otherwise: '1s; 100ms on this machine',
    scenario,
  }),
  longest: option.duration({
    help: 'with idle: the longest; a lifetime beyond it is only known to be longer',
    min: 20,
    max: 24 * 3_600_000,
    otherwise: '1h; 1m on this machine',
    scenario,
  }),
  budget: option.duration({
    help: 'with idle: how long to wait in all',
    min: 100,
    max: 7 * 24 * 3_600_000,
    otherwise: '4h; 2m on this machine',
    scenario,
  }),
  waits: option.count({
    help: 'with idle: at most so many waits',
    min: 1,
    max: 500,
    default: 30,
    scenario,
  }),
  ...{ stack, function: functionName, url },
  via: { ...benchOptions.via, absent: () => 'invoke' as const, shown: 'invoke' },
  ...{ int, ints, payload, method, body, seed, headers, check, auth, timeout, ca, insecure },
  coldMethod,
  ...{ functionTimeout, originLatency },
  idle: {
    ...lambdaOptions.idle,
    absent: () => 2000,
    shown: '2s',
  },
  save: { ...save, help: 'write the whole result as JSON' },
  maxCost: { ...maxCost, help: 'refuse an experiment that is expected to cost more' },
  ...{ prices, yes, allowLoad, breakLock, allowForeignStack },
  ...{ profile, region, endpointUrl, awsTimeout, throttlePatience },
} as const;

export type LabInput = Input<typeof labOptions>;
