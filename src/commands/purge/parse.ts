import type { Settings } from '../../config/settings.ts';
import { resolveTarget } from '../../config/target.ts';
import { FibimgError } from '../../core/error.ts';
import type { PurgePart } from '../../core/upkeep/purge-parts.ts';
import { parseConcurrency } from '../command/concurrency.ts';
import { type CommandInput, createProblems } from '../command/input.ts';
import type { PurgeRequest } from '../command/services.ts';

export interface PurgeCommandOptions extends PurgeRequest {
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Breaks another run's lock. */
  readonly force: boolean;
}

/** What to do, or one usage error that names all that is wrong. */
export const parsePurge = (input: CommandInput, settings: Settings): PurgeCommandOptions => {
  const problems = createProblems('purge');
  const only = problems.try(() => parseOnly(input.value('only')));
  const concurrency = problems.try(() => parseConcurrency(input));
  const place = problems.try(() => parsePlace(settings, only?.part));
  if (place?.target.kind === 'url' || place?.target.kind === 'function') {
    problems.add('there is nothing to purge behind a URL or a function', 'name its --stack');
  }
  problems.throwIfAny();
  if (place === undefined || concurrency === undefined) {
    throw new TypeError('a missing option is a problem');
  }
  return {
    ...place,
    concurrency,
    only: only?.part,
    allKeys: input.flag('all-keys'),
    missingOk: input.flag('missing-ok'),
    allowForeignStack: input.flag('allow-foreign-stack'),
    force: input.flag('force'),
    dryRun: input.flag('dry-run'),
    yes: input.flag('yes'),
  };
};

const parseOnly = (text: string | undefined): { readonly part: PurgePart | undefined } => {
  if (text === undefined || text === 'table' || text === 'bucket') return { part: text };
  throw new FibimgError('usage', `--only must be table or bucket, not ${JSON.stringify(text)}`);
};

const other = { table: 'bucket', bucket: 'table' } as const;

/** A table or bucket named beside a stack must be one of that stack's; one alone will do where only it is purged. */
const parsePlace = (
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
