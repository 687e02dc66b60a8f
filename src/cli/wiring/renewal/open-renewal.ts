import { join } from 'node:path';
import { type AwsOptions, createAwsClients } from '../../../aws/client/clients.ts';
import { resolveEndpoint } from '../../../aws/client/endpoint.ts';
import { createFunctionControl } from '../../../aws/renewal/function-control.ts';
import type { RestoredFunctions, RestoreRequest } from '../../../commands/command/services.ts';
import type { DeployedRenewal } from '../../../commands/command/system-request.ts';
import { FibimgError, messageOf } from '../../../core/error.ts';
import { regionOfArn } from '../../../core/invocation/invoker.ts';
import { countCalls } from '../../../core/renewal/count-calls.ts';
import { parseFunctionName } from '../../../core/renewal/function-name.ts';
import { arnParts, type RenewalJournal, renewalJournals } from '../../../core/renewal/journal.ts';
import { markerName } from '../../../core/renewal/marker.ts';
import { beginRenewal, type Renewal } from '../../../core/renewal/renew-environments.ts';
import { restoreFunction } from '../../../core/renewal/restore-function.ts';
import { sleep } from '../../../core/sleep.ts';
import { createJournalFiles, type FoundJournal } from '../../../local/journal/journal-files.ts';
import type { Io } from '../../../process/io.ts';
import { stateFolder } from '../../files/state-folder.ts';

interface Surroundings {
  readonly io: Io;
  /** As the command line has them. */
  readonly aws: AwsOptions;
}

/** New environments for one function: `alias` where it is served through one. */
export const openRenewal = (
  surroundings: Surroundings,
  functionName: string,
  alias: string | undefined,
): DeployedRenewal & { readonly fresh: (memoryMb?: number) => Promise<void> } => {
  const { io } = surroundings;
  const { unqualified } = parseFunctionName(functionName);
  let begun: Renewal | undefined;
  return {
    confirmation: unqualified,
    changes: changesOf(unqualified, alias),
    begin: async ({ breakLock, memorySizesMb }, signal) => {
      const options = optionsFor(surroundings, unqualified);
      const clients = createAwsClients(options);
      const { control, calls } = countCalls(await createFunctionControl(clients, unqualified));
      const endpoint = await resolveEndpoint('lambda', options);
      const files = journalsOf(io);
      const state = await control.read(undefined, signal);
      const place = [state.arn, endpoint ?? null];
      const journal = files.slot(arnParts(state.arn)?.name ?? 'function', place);
      const { clock, rng } = io;
      const title = `function ${unqualified}`;
      begun = await beginRenewal(
        { control, journal, clock, rng, sleep },
        { title, alias, endpoint, breakLock, memorySizesMb },
        signal,
      );
      const { renew, restore } = begun;
      const putBack = async () => ({ ...(await restore()), calls: calls() });
      return { renew, restore: () => putBack().finally(() => clients.close()) };
    },
    fresh: async (memoryMb) => {
      if (begun === undefined) throw new TypeError('environments are renewed after it was allowed');
      await begun.renew(io.interrupt, memoryMb);
    },
  };
};

const changesOf = (name: string, alias: string | undefined): string =>
  alias === undefined
    ? `sets the variable ${markerName} of function ${name} for each round of cold starts, and puts it back at the end`
    : `sets the variable ${markerName} of function ${name} and publishes a version for alias ${alias} for each round of cold starts; at the end it moves the alias back, deletes the versions and puts the variable back`;

/** An ARN says where its function is; a region that was asked for by name still wins. */
const optionsFor = ({ aws }: Surroundings, functionName: string): AwsOptions => ({
  ...aws,
  region: aws.region ?? regionOfArn(functionName),
});

const journalsOf = (io: Io) =>
  createJournalFiles(join(stateFolder(io), 'journal'), renewalJournals);

/** Takes back what runs that are gone have left behind. */
export const restoreFunctions = async (
  surroundings: Surroundings,
  { functionName, breakLock }: RestoreRequest,
): Promise<RestoredFunctions> => {
  const told: string[] = [];
  const failures: unknown[] = [];
  const name = functionName && nameIn(parseFunctionName(functionName).unqualified);
  for (const found of await journalsOf(surroundings.io).list()) {
    if (name !== undefined && arnParts(found.journal.functionArn)?.name !== name) continue;
    try {
      told.push(...(await restoreOne(surroundings, found, breakLock)));
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  return { told, failures };
};

const nameIn = (unqualified: string): string =>
  unqualified.split(':function:').at(-1) ?? unqualified;

const restoreOne = async (
  surroundings: Surroundings,
  { path, journal, owner, slot }: FoundJournal<RenewalJournal>,
  breakLock: boolean,
): Promise<readonly string[]> => {
  const { functionArn, since, endpoint } = journal;
  const name = arnParts(functionArn)?.name ?? functionArn;
  if (owner !== 'gone' && !breakLock) {
    throw new FibimgError('refused', `a bench still changes function ${name}`, {
      why: `it began at ${since}${owner === 'alive' ? '' : ' on another machine'}; its journal is ${path}`,
      hint: 'wait for it, or add --break-lock if that run is dead',
    });
  }
  const options = optionsFor(surroundings, functionArn);
  const clients = createAwsClients({
    ...options,
    region: regionOfArn(functionArn),
    ...(endpoint !== null && { endpointUrl: endpoint }),
  });
  try {
    const control = await createFunctionControl(clients, functionArn);
    const { clock } = surroundings.io;
    const { done, left } = await restoreFunction({ control, journal: slot, clock, sleep }, journal);
    const what = done.length === 0 ? 'nothing was changed any more' : done.join(', ');
    const kept = left.map((one) => `left as it is: ${one}`);
    return [
      `function ${name}, changed by a bench that was ended at work (${since}): ${[what, ...kept].join('; ')}`,
    ];
  } catch (thrown) {
    throw new FibimgError('refused', `function ${name} could not be put back as it was`, {
      why: [messageOf(thrown), thrown instanceof FibimgError && thrown.why]
        .filter(Boolean)
        .join(': '),
      hint: `fibimg bench --restore tries again, with the --profile of account ${arnParts(functionArn)?.account}; the journal is ${path}`,
      cause: thrown,
    });
  } finally {
    await clients.close();
  }
};
