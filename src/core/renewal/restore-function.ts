import { FibimgError, undefinedIf } from '../error.ts';
import {
  type ControlDeps,
  changeFunction,
  isConflict,
  isOutdated,
  patiently,
  settledState,
} from './change-function.ts';
import type { PlaneCalls } from './count-calls.ts';
import type { FunctionState } from './function-control.ts';
import type { JournalSlot, RenewalJournal } from './journal.ts';
import { isOfRun, markerName, withMarker } from './marker.ts';

interface RestoreDeps extends ControlDeps {
  readonly journal: Pick<JournalSlot, 'clear'>;
}

/** What was put back, and what was left because others have changed it meanwhile; each in words. */
export interface Restored {
  readonly done: readonly string[];
  readonly left: readonly string[];
  /** From the first look on, where they were counted. */
  readonly calls?: PlaneCalls;
}

/**
 * Takes back what a run changed, and nothing else: each part only where it still is as that run left it. Throws, and
 * keeps the journal, when it could not be seen to the end; to run it again does no harm.
 */
export const restoreFunction = async (
  deps: RestoreDeps,
  journal: RenewalJournal,
): Promise<Restored> => {
  const state = await settledState(deps);
  requireSame(state, journal);
  const words = { done: [] as string[], left: [] as string[] };
  const versions = journal.alias === null ? [] : await deps.control.versionsOf(journal.run);
  await restoreAlias(deps, journal, versions, words);
  await restoreConfiguration(deps, journal, state, words);
  for (const version of versions) {
    await deps.control
      .deleteVersion(version)
      .catch(undefinedIf('not_found'))
      .then(() => words.done.push(`deleted version ${version}`), leftIfUsed(version, words.left));
  }
  await deps.journal.clear();
  return words;
};

interface Words {
  readonly done: string[];
  readonly left: string[];
}

const requireSame = ({ arn }: FunctionState, { functionArn, run }: RenewalJournal): void => {
  if (arn === functionArn) return;
  throw new FibimgError('refused', `what ${run} changed is another function`, {
    why: `the journal is of ${functionArn}, and these credentials reach ${arn}`,
    hint: 'use the --profile and --region of that run',
  });
};

const restoreAlias = async (
  deps: RestoreDeps,
  { alias: before }: RenewalJournal,
  versions: readonly string[],
  { done, left }: Words,
): Promise<void> => {
  if (before === null) return;
  const { name, version } = before;
  for (;;) {
    const now = await patiently(deps, () => deps.control.alias(name)).catch(
      undefinedIf('not_found'),
    );
    if (now === undefined) return void left.push(`alias ${name} is gone`);
    if (now.version === version) return;
    if (!versions.includes(now.version)) {
      return void left.push(`alias ${name} was moved to version ${now.version} by others`);
    }
    try {
      await patiently(deps, () => deps.control.moveAlias(name, version, now.revisionId));
      done.push(`moved alias ${name} back to version ${version}`);
      return;
    } catch (thrown) {
      if (!isOutdated(thrown)) throw thrown;
    }
  }
};

const restoreConfiguration = async (
  deps: RestoreDeps,
  { run, marker, memory }: RenewalJournal,
  state: FunctionState,
  { done, left }: Words,
): Promise<void> => {
  const before = marker ?? undefined;
  const isMarked = ({ variables }: FunctionState): boolean => isOfRun(variables[markerName], run);
  if (isMarked(state))
    done.push(before === undefined ? `removed ${markerName}` : `put ${markerName} back`);
  // Both were set by one call, so a size of ours beside our marker is ours; without it whose it is cannot be told.
  const sizeBack = (now: FunctionState): { readonly memoryMb?: number } => {
    if (memory === undefined || !isMarked(now) || now.memoryMb === memory.beforeMb) return {};
    const isOurs = memory.sizesMb.includes(now.memoryMb ?? Number.NaN);
    return isOurs ? { memoryMb: memory.beforeMb } : {};
  };
  const { memoryMb } = sizeBack(state);
  if (memoryMb !== undefined) done.push(`memory size back to ${memoryMb} MB`);
  const last = await changeFunction(
    deps,
    (now) => {
      requireReadable(now);
      if (!isMarked(now)) return undefined;
      return { variables: withMarker(now.variables, before), ...sizeBack(now) };
    },
    state,
  );
  if (last.variables[markerName] !== before) left.push(`${markerName} was changed by others`);
  if (memory !== undefined && last.memoryMb !== memory.beforeMb) {
    left.push(
      `its memory size is ${last.memoryMb} MB and was ${memory.beforeMb} MB: others have changed it, or its variables, since`,
    );
  }
};

const requireReadable = ({ arn, unreadable }: FunctionState): void => {
  if (unreadable === undefined) return;
  throw new FibimgError('refused', `the variables of ${arn} cannot be read`, {
    why: `Lambda says ${unreadable}; to write one of them means to write them all`,
    hint: 'ask for kms:Decrypt on their key, and run fibimg bench --restore',
  });
};

/** A version that an alias of others points at stays. */
const leftIfUsed =
  (version: string, left: string[]) =>
  (thrown: unknown): void => {
    if (!isConflict(thrown)) throw thrown;
    left.push(`version ${version} is in use by others`);
  };
