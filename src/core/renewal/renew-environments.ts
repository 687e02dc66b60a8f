import { FibimgError, undefinedIf } from '../error.ts';
import type { Rng } from '../service/ports.ts';
import {
  type ControlDeps,
  changeFunction,
  isConflict,
  isOutdated,
  patiently,
  settledState,
} from './change-function.ts';
import type { FunctionState } from './function-control.ts';
import type { JournalSlot, RenewalJournal } from './journal.ts';
import {
  markerName,
  markerValue,
  requireMarkable,
  runName,
  runSince,
  withMarker,
} from './marker.ts';
import { type Restored, restoreFunction } from './restore-function.ts';
import { requireVersionOf } from './same-configuration.ts';

interface RenewalDeps extends ControlDeps {
  readonly journal: JournalSlot;
  readonly rng: Rng;
}

export interface RenewalRequest {
  /** As messages name it. */
  readonly title: string;
  /** New versions are published and this alias moved to them; without one, $LATEST is changed. */
  readonly alias: string | undefined;
  readonly endpoint: string | undefined;
  /** Takes over the marker that a run has left whose journal is not here. */
  readonly breakLock: boolean;
  /** Memory sizes that the run gives the function, one after another; it keeps its own where this is absent. */
  readonly memorySizesMb?: readonly number[] | undefined;
}

/** Environments of a deployed function that are made new on request, and a configuration that is put back at the end. */
export interface Renewal {
  /** Resolves when new requests get new environments, of that memory size where one is named. */
  renew(signal?: AbortSignal, memoryMb?: number): Promise<void>;
  restore(): Promise<Restored>;
}

/** Checks that a function can be changed and put back, and writes down how it was. Changes nothing yet. */
export const beginRenewal = async (
  deps: RenewalDeps,
  request: RenewalRequest,
  signal?: AbortSignal,
): Promise<Renewal> => {
  const { clock, rng, control } = deps;
  const since = clock.now().toISOString();
  const run = runName(since, rng.uuid());
  const before = await settledState(deps, undefined, signal);
  if (before.failed !== undefined) throw notReady(request.title, before.failed);
  requireMarkable(request.title, before, markerValue(run, 0));
  const marker = markerBefore(request, before);
  const alias = request.alias === undefined ? null : await aliasBefore(deps, request.alias, before);
  const journal: RenewalJournal = {
    ...{ journalVersion: 1, run, since, functionArn: before.arn },
    ...{ endpoint: request.endpoint ?? null, marker, alias },
    ...memoryBefore(request, before),
  };
  await deps.journal.take(journal);
  let state = before;
  let [round, published, memoryMb] = [0, alias?.version, before.memoryMb];
  const mark = async (ending?: AbortSignal, known?: FunctionState): Promise<void> => {
    const [was, wasMb] = [state.variables[markerName], state.memoryMb];
    const value = markerValue(run, round);
    const plan = (now: FunctionState) => {
      const found = now.variables[markerName];
      const isOurs = {
        marker: found === was || found === value,
        memory: now.memoryMb === wasMb || (found === value && now.memoryMb === memoryMb),
      };
      requireUnchanged(request.title, before, now, isOurs);
      if (found === value) return undefined;
      const resized = memoryMb !== undefined && memoryMb !== now.memoryMb && { memoryMb };
      return { variables: withMarker(now.variables, value), ...resized };
    };
    // The revision of the last update is most often still the one; where it is not, the state is read anew.
    state = await changeFunction(deps, plan, known, ending);
  };
  const publish = async (ending?: AbortSignal): Promise<string> => {
    for (;;) {
      const { revisionId } = state;
      const description = markerValue(run, round);
      try {
        return await patiently(
          deps,
          () => control.publish(description, revisionId, ending),
          ending,
        );
      } catch (thrown) {
        if (!isOutdated(thrown)) throw thrown;
        await mark(ending);
      }
    }
  };
  return {
    renew: async (ending, wantedMb) => {
      round += 1;
      memoryMb = wantedMb ?? memoryMb;
      await mark(ending, state);
      if (alias === null) return;
      const version = await publish(ending);
      await settledState(deps, version, ending);
      await moveAlias(deps, { ...alias, version: published ?? alias.version, to: version }, ending);
      if (published !== alias.version) await deleteOwn(deps, published);
      published = version;
      // Publishing gives $LATEST a new revision.
      state = await settledState(deps, undefined, ending);
    },
    restore: () => restoreFunction(deps, journal),
  };
};

const memoryBefore = (
  { title, memorySizesMb: sizesMb }: RenewalRequest,
  { memoryMb: beforeMb }: FunctionState,
): Pick<RenewalJournal, 'memory'> => {
  if (sizesMb === undefined) return {};
  if (beforeMb !== undefined) return { memory: { beforeMb, sizesMb } };
  throw new FibimgError('refused', `the memory size of ${title} is not known`, {
    why: 'what is not known could not be put back',
  });
};

const notReady = (title: string, why: string): FibimgError =>
  new FibimgError('refused', `${title} is in no state to be changed`, {
    why,
    hint: 'see its state in the console',
  });

const markerBefore = (
  { title, breakLock }: RenewalRequest,
  { variables }: FunctionState,
): string | null => {
  const found = variables[markerName];
  const since = runSince(found);
  if (since === undefined) return found ?? null;
  if (breakLock) return null;
  throw new FibimgError('refused', `another bench changes ${title}`, {
    why: `its variable ${markerName} was set by a run that began at ${since} and has no journal on this machine`,
    hint: 'wait for it; where it was killed, run fibimg bench --restore there, or add --break-lock to take the variable for nothing',
  });
};

const requireUnchanged = (
  title: string,
  before: FunctionState,
  now: FunctionState,
  isOurs: { readonly marker: boolean; readonly memory: boolean },
): void => {
  const names = [
    ...changedNames(before.rest, now.rest),
    ...changedNames(withMarker(before.variables, undefined), withMarker(now.variables, undefined)),
    ...(isOurs.memory ? [] : ['MemorySize']),
    ...(isOurs.marker ? [] : [markerName]),
  ];
  if (names.length === 0) return;
  throw new FibimgError('refused', `${title} was changed by others while it was measured`, {
    why: `not as it was: ${names.join(', ')}`,
    hint: 'run it again when nobody deploys',
  });
};

const changedNames = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => one[key] !== other[key],
  );

const aliasBefore = async (
  deps: RenewalDeps,
  name: string,
  latest: FunctionState,
): Promise<NonNullable<RenewalJournal['alias']>> => {
  const alias = await deps.control.alias(name);
  const isProvisioned = await deps.control.isProvisioned(name);
  const version = await settledState(deps, alias.version);
  requireVersionOf(name, { ...alias, isProvisioned }, version, latest);
  return { name, version: alias.version };
};

interface AliasMove {
  readonly name: string;
  /** Where it is to be found. */
  readonly version: string;
  readonly to: string;
}

const moveAlias = async (
  deps: ControlDeps,
  { name, version, to }: AliasMove,
  signal: AbortSignal | undefined,
): Promise<void> => {
  for (;;) {
    const now = await patiently(deps, () => deps.control.alias(name, signal), signal);
    if (now.version === to) return;
    if (now.version !== version) {
      throw new FibimgError('refused', `alias ${name} was moved by others while it was measured`, {
        why: `it points at version ${now.version}, not at ${version}`,
        hint: 'run it again when nobody deploys',
      });
    }
    try {
      return await patiently(
        deps,
        () => deps.control.moveAlias(name, to, now.revisionId, signal),
        signal,
      );
    } catch (thrown) {
      if (!isOutdated(thrown)) throw thrown;
    }
  }
};

/** One that is still in use goes at the end. */
const deleteOwn = async (deps: ControlDeps, version: string | undefined): Promise<void> => {
  if (version === undefined) return;
  await deps.control.deleteVersion(version).catch((thrown: unknown) => {
    if (!isConflict(thrown)) undefinedIf('not_found')(thrown);
  });
};
