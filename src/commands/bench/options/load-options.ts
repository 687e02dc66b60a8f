import {
  defaultDnsTtlMs,
  heavyAbove,
  localDefaults,
  mostDurationMs,
  mostVus,
  remoteDefaults,
} from '../../../bench/load/load-limits.ts';
import type { ParsedStage } from '../../../bench/load/parse-stage.ts';
import { headerShape, stageShape } from '../../../bench/scenario/scenario-shapes.ts';
import { formatDuration } from '../../../config/duration.ts';
import { option } from '../../../config/option.ts';
import { settingOptions } from '../../../config/settings.ts';
import { FibimgError } from '../../../core/error.ts';
import { formatCount } from '../../../core/format-count.ts';
import { type Ints, intsExpected } from '../../../core/service/ints.ts';
import { randomRange } from '../../../core/service/pixels.ts';
import { authOption, pixels } from '../../command/common-options.ts';

const mostRequests = 1e9;
const load = { group: 'Load' } as const;
const requests = { group: 'Requests' } as const;
const remotely = (limit: string) => `; above ${limit} to another host needs --allow-load`;

// Parsers are loaded when there is something to read: help needs none.
const parseRate = async (text: string): Promise<number | undefined> =>
  (await import('../../../bench/load/parse-stage.ts')).parseRate(text) || undefined;

const parseStage = async (text: string): Promise<ParsedStage> =>
  (await import('../../../bench/load/parse-stage.ts')).parseStage(text);

const parseInts = async (text: string): Promise<NonNullable<Ints>> =>
  (await import('../../../core/service/ints.ts')).parseInts(text);

const parseDnsTtl = async (text: string): Promise<number> =>
  (await import('../../../bench/load/parse-dns.ts')).parseDnsTtl(text);

export const loadOptions = {
  vus: option.count({
    ...load,
    short: 'u',
    help: `virtual users, each of which sends its next request when its last has been answered${remotely(String(heavyAbove.vus))}`,
    min: 1,
    max: mostVus,
    otherwise: `${remoteDefaults.vus}; for the local Lambda twice the cores, up to that`,
  }),
  duration: option.duration({
    ...load,
    short: 'd',
    help: `how long a phase lasts${remotely(formatDuration(heavyAbove.durationMs))}`,
    min: 1,
    max: mostDurationMs,
    otherwise: `${formatDuration(remoteDefaults.durationMs)}; for the local Lambda ${formatDuration(localDefaults(1).durationMs)}`,
    replaces: ['stages'],
  }),
  iterations: option.count({
    ...load,
    short: 'i',
    alsoShort: 'n',
    help: 'share that many requests among the virtual users',
    min: 1,
    max: mostRequests,
    replaces: ['stages', 'rate', 'maxVus', 'duration'],
  }),
  rate: option.parsed<number>({
    ...load,
    help: `start that many requests whatever the answers take${remotely(`${heavyAbove.rate}/s`)}`,
    placeholder: 'rate',
    expected: 'a rate above 0 such as 50/s, 0.2/s or 30/m, up to 100000/s',
    limits: '50/s, 0.2/s, 30/m',
    parse: parseRate,
    schema: { type: ['number', 'string'] },
    replaces: ['iterations', 'stages'],
  }),
  stages: option.list({
    ...load,
    ...stageShape,
    flag: 'stage',
    help: 'ramp to a number of virtual users (30s:20) or to a rate (30s:50/s)',
    placeholder: 'duration:target',
    expected: 'stages such as 30s:20 or {duration: 30s, target: 20}',
    parse: parseStage,
    replaces: ['duration', 'iterations', 'rate', 'maxVus'],
  }),
  maxVus: option.count({
    ...load,
    help: 'most virtual users at a rate; iterations without a free one are dropped',
    min: 1,
    max: mostVus,
    otherwise: 'twice the rate, 50 to 1000',
  }),
  maxRequests: option.count({
    ...load,
    help: `stop after that many requests${remotely(formatCount(heavyAbove.requests))}`,
    min: 1,
    max: mostRequests,
  }),
  thinkTime: option.duration({
    ...load,
    help: "a virtual user's pause after each request",
    min: 0,
    max: mostDurationMs,
    default: 0,
  }),
  gracefulStop: option.duration({
    ...load,
    help: 'how long requests in flight may take to end',
    min: 0,
    max: mostDurationMs,
    default: 30_000,
  }),
} as const;

/** RFC 9110: a token, a colon, and a value without control characters. */
const parseHeader = (line: string): readonly [name: string, value: string] => {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
  if (match !== null) return [(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()];
  const [, name] = /^([^:]*):/.exec(line) ?? [];
  throw new FibimgError('usage', `${JSON.stringify(line)} is not a header`, {
    ...(name === undefined
      ? { why: 'it has no colon' }
      : /\s/.test(name)
        ? { why: `its name ${JSON.stringify(name)} holds a blank` }
        : {}),
    hint: "--header 'Name: value'",
  });
};

const { timeout, ca, insecure } = settingOptions;

export const requestOptions = {
  int: option.parsed<number>({
    ...requests,
    ...pixels,
    help: 'ask for one integer',
    oneOf: 'integers',
  }),
  ints: option.parsed<NonNullable<Ints>>({
    ...requests,
    help: 'ask for integers drawn from these: 400-1000, or 400,500-510',
    placeholder: 'list',
    expected: intsExpected,
    parse: parseInts,
    schema: {
      anyOf: [
        { type: 'string' },
        { type: 'array', minItems: 1, items: { anyOf: [pixels.schema, { type: 'string' }] } },
      ],
    },
    otherwise: `${randomRange.from}-${randomRange.to}`,
    oneOf: 'integers',
  }),
  payload: option.text({
    ...requests,
    help: 'with --function, of any kind: invoke it with this event, JSON, @FILE or - for standard input; an array or lines of JSON are events of which each call takes one by the seed',
    placeholder: 'json',
    expected: 'JSON, @FILE, or - for standard input',
  }),
  method: option.choice(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], {
    ...requests,
    noun: 'method',
    help: 'with --url, of any kind: the method of requests',
    otherwise: 'GET; POST with --body',
  }),
  body: option.list({
    ...requests,
    help: 'with --url, of any kind: what requests send, as text, @FILE or - for standard input; of several each request takes one by the seed',
    placeholder: 'text',
    expected: 'text, @FILE, or - for standard input',
    parse: (text) => text || undefined,
  }),
  seed: option.count({
    ...requests,
    help: 'repeat the sequence of an earlier run',
    min: 0,
    max: 2 ** 31 - 1,
    otherwise: 'random',
  }),
  headers: option.list({
    ...requests,
    ...headerShape,
    flag: 'header',
    short: 'H',
    help: 'send a header',
    placeholder: 'name: value',
    expected: 'headers such as "x-team: images" or {x-team: images}',
    parse: parseHeader,
  }),
  keepalive: option.switch({
    ...requests,
    default: true,
    help: 'open a connection for each request',
  }),
  dns: option.parsed({
    ...requests,
    help: 'how long the addresses of a name hold: ttl=30s, ttl=0, ttl=inf',
    placeholder: 'ttl',
    expected: 'ttl=30s, ttl=0 or ttl=inf',
    parse: parseDnsTtl,
    default: defaultDnsTtlMs,
    otherwise: 'ttl=5m',
  }),
  check: option.switch({
    ...requests,
    default: true,
    help: 'take any answer with a good status: for a URL or function that is not a fibimg service; so it is with --payload, --method and --body',
  }),
  engine: option.choice(['http', 'autocannon', 'invoke'], {
    ...requests,
    noun: 'engine',
    help: 'http, or autocannon (saturation by virtual users only); invoke for functions that are invoked directly',
    otherwise: 'http, or invoke where the target needs it',
  }),
  auth: authOption,
  timeout: { ...timeout, group: 'Requests' },
  ca,
  insecure,
} as const;

const events = { group: 'Event' } as const;

/** Of a load of events. */
export const eventOptions = {
  event: option.choice(['s3-put'], {
    ...events,
    noun: 'event',
    placeholder: 'kind',
    help: 'upload images, and time them until their thumbnails are known: s3-put',
  }),
  eventGrace: option.duration({
    ...events,
    help: 'when the load is over, wait so long for what is late',
    min: 0,
    max: 24 * 3_600_000,
    default: 10_000,
  }),
} as const;
