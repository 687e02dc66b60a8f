import type { LoadPart } from '../../../bench/load/load-part.ts';
import { option } from '../../../config/option.ts';

const load = { group: 'Load', scenario: false } as const;

export const mostParts = 1000;

/** `0/4` to `3/4`, or `auto`. */
const parseShard = (text: string): LoadPart | 'auto' | undefined => {
  if (text === 'auto') return text;
  const [, index = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const part = { index: Number(index), of: Number(of) };
  return of !== '' && part.index < part.of && part.of <= mostParts ? part : undefined;
};

/** Milliseconds since 1970, of seconds or milliseconds since then, or of ISO 8601 with a time zone. */
const parseInstant = (text: string): number | undefined => {
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Math.round(1000 * Number(text));
  if (/^\d{12,13}$/.test(text)) return Number(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text);
  const ms = isInstant ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
};

/** More than any machine has cores. */
const mostWorkers = 256;

/** `auto` is 0. */
const parseWorkers = (text: string): number | undefined => {
  if (text === 'auto') return 0;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= mostWorkers ? count : undefined;
};

/** Far above what an account may run at first. */
const mostTasks = 500;

/** One run on several cores or machines. */
export const shardOptions = {
  workers: option.parsed<number>({
    ...load,
    scenario: true,
    help: 'share the load among that many processes, so that more than one core makes it; auto: one a core, but one for a target on this machine',
    placeholder: 'n',
    expected: `auto, or a whole number from 1 to ${mostWorkers}`,
    parse: parseWorkers,
    schema: { anyOf: [{ const: 'auto' }, { type: 'integer', minimum: 1, maximum: mostWorkers }] },
    otherwise: 'one process makes all of it',
  }),
  shard: option.parsed<LoadPart | 'auto'>({
    ...load,
    help: 'make one part of a load that several machines share, such as 0/4 to 3/4; auto: the part that an Indexed Job of Kubernetes or an array job of AWS Batch says; fibimg merge adds them up',
    placeholder: 'i/n',
    expected: `auto, or a part such as 0/4, counted from 0, of up to ${mostParts}`,
    parse: parseShard,
  }),
  startAt: option.parsed<number>({
    ...load,
    help: 'start the load at that instant, so that the parts of a run start together',
    placeholder: 'time',
    expected: 'an instant such as 2026-11-21T12:00:00Z, or seconds since 1970',
    parse: parseInstant,
  }),
  fleet: option.count({
    ...load,
    help: 'share the load among that many tasks on AWS Fargate, started for this run; needs a stack that was deployed with -c fleet=on',
    min: 1,
    max: mostTasks,
    otherwise: 'this machine makes all of it',
  }),
  fleetStack: option.parsed<string>({
    ...load,
    help: 'the stack that has the fleet',
    placeholder: 'name',
    expected: 'the name of a stack',
    parse: (text) => (/^[A-Za-z][\w-]*$/.test(text) ? text : undefined),
    otherwise: 'the stack that is loaded, else fibimg',
  }),
} as const;
