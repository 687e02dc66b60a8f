import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import type { PurgePart } from '../../core/upkeep/purge-parts.ts';
import type { Asked, Input } from '../command/command.ts';
import type { PurgeRequest } from '../command/purge-place.ts';
import { requireAnswerable } from './confirm.ts';
import type { purgeOptions } from './options.ts';

export interface PurgeCommandPlan extends PurgeRequest {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly breakLock: boolean;
}

/** What to do; notes all that is wrong. */
export const plan = (
  { options, settings, problems }: Input<typeof purgeOptions>,
  { io }: Pick<Asked, 'io'>,
): PurgeCommandPlan | undefined => {
  const { only, allKeys, dryRun, yes, input: mayAsk } = options;
  const { concurrency, missingOk, breakLock, allowForeignStack } = options;
  const place = problems.try(() => placeOf(settings, only));
  if (place?.target.kind === 'url' || place?.target.kind === 'function') {
    problems.add('there is nothing to purge behind a URL or a function', 'name its --stack');
  }
  if (allKeys && place?.target.kind === 'embedded') {
    problems.add('--all-keys is for a deployed table and bucket', 'remove other files by hand');
  }
  if (!yes && !dryRun) problems.try(() => requireAnswerable(io, mayAsk, unasked, withoutQuestion));
  return (
    place && {
      ...{ ...place, concurrency, only, allKeys, events: true, missingOk, dryRun, yes },
      ...{ breakLock, allowForeignStack },
    }
  );
};

const unasked = 'a question comes before anything is deleted, and nobody is here to answer';
const withoutQuestion =
  'add --yes to delete without a question, or --dry-run to see what it would delete';

const other = { table: 'bucket', bucket: 'table' } as const;

/** A table or bucket named beside a stack must be one of that stack's; one alone will do where only it is purged. */
const placeOf = (
  settings: Settings,
  only: PurgePart | undefined,
): Pick<PurgeRequest, 'target' | 'expected'> => {
  const { stack, table, bucket } = settings;
  const expected = {
    table: table.origin.kind === 'flag' ? table.value : undefined,
    bucket: bucket.origin.kind === 'flag' ? bucket.value : undefined,
  };
  if (stack.origin.kind === 'flag' && stack.value !== undefined) {
    return { target: { kind: 'stack', stack: stack.value }, expected };
  }
  if (
    only !== undefined &&
    expected[only] !== undefined &&
    settings[other[only]].value === undefined
  ) {
    return { target: { kind: 'resources', [only]: expected[only] }, expected: {} };
  }
  return { target: resolveTarget(settings), expected: {} };
};
