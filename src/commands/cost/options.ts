import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { parseShare } from '../../config/share.ts';
import { architectures } from '../../core/price/price-table.ts';
import type { Input } from '../command/command.ts';
import { pricesOption } from '../command/common-options.ts';
import { runOption } from '../command/run-option.ts';

const { region } = settingOptions;
const load = { group: 'Load' } as const;
const longestMs = 900_000;

const share = {
  ...load,
  placeholder: 'share',
  expected: 'a share such as 1% or 0.01',
  parse: parseShare,
  default: 0,
} as const;

const parseRate = async (text: string): Promise<number | undefined> =>
  (await import('../../bench/load/parse-stage.ts')).parseRate(text) || undefined;

export const costOptions = {
  run: option.text({ ...runOption, positional: 'the run; last where none is named' }),
  rate: option.parsed<number>({
    help: 'price a month of 730 hours at so many requests a second as well',
    placeholder: 'rate',
    expected: 'a rate above 0 such as 10/s, 0.2/s or 30/m, up to 100000/s',
    limits: '10/s, 0.2/s, 30/m',
    parse: parseRate,
    oneOf: 'month',
  }),
  requests: option.count({
    help: 'price a month of so many requests as well',
    min: 1,
    max: 1e12,
    oneOf: 'month',
  }),
  memory: option.count({
    help: "memory size in MB; of a run, another than the function's",
    min: 128,
    max: 10_240,
    otherwise: "the function's; 1024",
  }),
  arch: option.choice(architectures, {
    noun: 'architecture',
    placeholder: 'name',
    help: 'price it as x86_64 or arm64',
    otherwise: "the function's; x86_64",
  }),
  region: { ...region, help: 'price it in this region' },
  prices: pricesOption,
  duration: option.duration({
    ...load,
    help: 'how long the handler works on a request; no run is read',
    min: 0,
    max: longestMs,
  }),
  init: option.duration({
    ...load,
    help: 'how long a cold start initialises, billed since August 2025',
    min: 0,
    max: longestMs,
    default: 0,
  }),
  cold: option.parsed({ ...share, help: 'share of the requests that are cold starts' }),
  misses: option.parsed({ ...share, help: 'share of the requests whose image must be fetched' }),
  store: option.switch({
    ...load,
    default: true,
    help: 'leave S3 and DynamoDB out: the function has no store of this service',
  }),
  answerBytes: option.count({
    ...load,
    help: 'how long an answer is that leaves AWS, in bytes',
    min: 0,
    max: 20_000_000,
    otherwise: 'data out is left out',
  }),
} as const;

export type CostOptions = Input<typeof costOptions>['options'];
