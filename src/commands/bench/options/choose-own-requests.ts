import type { Method } from '../../../bench/http/request-encoder.ts';
import { flagOf } from '../../../config/declaration.ts';
import { distinctInts, type Ints } from '../../../core/service/ints.ts';
import type { EventLoad } from '../../command/services.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { type BenchInput, benchOptions } from './options.ts';

/** Requests of the user's own making, before files are read. */
export type OwnRequestsPlan =
  | { readonly kind: 'payload'; readonly payload: string }
  | { readonly kind: 'http'; readonly method: Method; readonly bodies: readonly string[] };

/** What is sent in place of requests for integers; undefined where these are. Notes what contradicts it. */
export const chooseOwnRequests = (
  input: BenchInput,
  system: SystemRequest | undefined,
): OwnRequestsPlan | undefined => {
  const { payload, method, body } = input.options;
  if (payload === undefined && method === undefined && body.length === 0) return undefined;
  refuseTogether(input);
  if (payload !== undefined) {
    requireKind(input, 'payload', system, 'function');
    return { kind: 'payload', payload };
  }
  requireKind(input, body.length > 0 ? 'body' : 'method', system, 'url');
  const chosen = method ?? 'POST';
  if (body.length > 0 && (chosen === 'GET' || chosen === 'HEAD')) {
    input.problems.add(`a ${chosen} request has no body`, 'leave out --body, or --method POST');
  }
  return { kind: 'http', method: chosen, bodies: body };
};

/** Nobody knows how answers to other requests should read, so they are read only where that was asked for. */
export const checksAnswers = (
  { options, origins }: BenchInput,
  ownRequests: OwnRequestsPlan | undefined,
): boolean => options.check && (ownRequests === undefined || origins.check.kind !== 'default');

const places = {
  payload: 'is the event of a function that is invoked directly',
  body: 'is for requests to a URL',
  method: 'is for requests to a URL',
} as const;

/** The local Lambda and a stack run the service, and their store is emptied and filled for its integers. */
const requireKind = (
  { problems }: BenchInput,
  key: keyof typeof places,
  system: SystemRequest | undefined,
  kind: 'function' | 'url',
): void => {
  if (system === undefined || system.kind === kind) return;
  const hints = {
    function: '--function NAME; one of fibimg serve with --endpoint-url',
    url: system.kind === 'function' ? '--payload' : '--url URL',
  };
  problems.add(`${flagOf(key, benchOptions[key])} ${places[key]}`, hints[kind]);
};

const ours = ['int', 'ints'] as const;

const refuseTogether = ({ options, origins, problems }: BenchInput): void => {
  const { payload, method, body, headers, scenario, engine } = options;
  const own = payload === undefined ? (body.length > 0 ? '--body' : '--method') : '--payload';
  for (const key of ours.filter((one) => origins[one].kind !== 'default')) {
    const flag = flagOf(key, benchOptions[key]);
    problems.add(`${flag} and ${own} contradict each other`, `leave out ${flag}`);
  }
  if (payload !== undefined && (method !== undefined || body.length > 0)) {
    problems.add('--payload is invoked, --method and --body go to a URL', 'give one or the other');
  }
  if (payload !== undefined && headers.length > 0) {
    problems.add(
      '--header has no effect beside --payload',
      "write it into the payload's own headers",
    );
  }
  const inputs = [payload, ...body, scenario].filter((source) => source === '-');
  if (inputs.length > 1) problems.add('standard input can be read only once', 'use files');
  if (engine === 'autocannon')
    problems.add(`--engine autocannon cannot send ${own}`, '--engine http');
};

const defaultSizes: Ints = [500];

/** All are held in memory. */
const mostSizes = 50;

/** What a load of events uploads: nothing without `--event`. Notes what has no meaning beside it. */
export const chooseEvent = (
  { options, origins, problems }: BenchInput,
  system: SystemRequest | undefined,
): (EventLoad & { readonly ints: Ints }) | undefined => {
  const { event, eventGrace, int, ints } = options;
  if (event === undefined) {
    const unused = ['eventGrace', 'eventRetryDelay', 'duplicateEvents'] as const;
    for (const key of unused.filter((one) => origins[one].kind === 'flag')) {
      problems.add(`${flagOf(key, benchOptions[key])} is for a load of events`, '--event s3-put');
    }
    return undefined;
  }
  if (system?.kind === 'url' || system?.kind === 'function') {
    problems.add(
      '--event uploads to a bucket, and behind a URL or a function there is none to be seen',
      'name the stack with --stack, or no target for the local Lambda',
    );
  }
  if (options.payload !== undefined || options.method !== undefined || options.body.length > 0) {
    problems.add('--payload, --method and --body are requests, and --event uploads images');
  }
  for (const key of ['workers', 'shard', 'fleet', 'coldStarts', 'rounds'] as const) {
    if (origins[key].kind === 'default') continue;
    problems.add(`${flagOf(key, benchOptions[key])} is of requests, and --event uploads images`);
  }
  if (options.duet.length > 0) problems.add('--duet compares requests, not --event');
  const chosen = int === undefined ? (ints ?? defaultSizes) : [int];
  const sizes = distinctInts(chosen);
  if (sizes.length > mostSizes) {
    problems.add(
      `--ints gives ${sizes.length} sizes, and --event uploads up to ${mostSizes}`,
      '--ints 400-440',
    );
  }
  return { ints: chosen, sizes, graceMs: eventGrace };
};
