import { flagOf } from '../../../config/declaration.ts';
import { distinctInts, type Ints } from '../../../core/service/ints.ts';
import type { EventLoad } from '../../command/services.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { type BenchInput, benchOptions } from './options.ts';

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
  for (const key of ['workers', 'shard', 'coldStarts', 'rounds'] as const) {
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
