import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AwsOptions, createAwsClients } from '../../../aws/client/clients.ts';
import { resolveEndpoint } from '../../../aws/client/endpoint.ts';
import { createFleetFolder } from '../../../aws/fleet/fleet-folder.ts';
import { createFleetTasks } from '../../../aws/fleet/fleet-tasks.ts';
import type { FleetRequest, OpenedFleet } from '../../../commands/command/fleet-service.ts';
import type {
  RestoredFunctions,
  RestoreRequest,
  Services,
} from '../../../commands/command/services.ts';
import { FibimgError, messageOf } from '../../../core/error.ts';
import { endFleet } from '../../../core/fleet/end-fleet.ts';
import { type FleetJournal, fleetJournals } from '../../../core/fleet/fleet-journal.ts';
import { requireFleet } from '../../../core/fleet/fleet-place.ts';
import { isLoopback } from '../../../core/loopback.ts';
import { sleep } from '../../../core/sleep.ts';
import { requireStore } from '../../../core/stack/stack.ts';
import { createJournalFiles, type FoundJournal } from '../../../local/journal/journal-files.ts';
import { builtFile } from '../../../process/built-file.ts';
import type { Io } from '../../../process/io.ts';
import { stateFolder } from '../../files/state-folder.ts';
import { describeMachine } from '../../terminal/generator-process.ts';

interface Surroundings {
  readonly io: Io;
  /** As the command line has them. */
  readonly aws: AwsOptions;
}

/** A stack's fleet, for one run. */
export const openFleet = async (
  { io, aws }: Surroundings,
  services: Pick<Services, 'resolveStack' | 'openStore'>,
  { stack: name, run, allowForeignStack }: FleetRequest,
): Promise<OpenedFleet> => {
  const stack = await services.resolveStack(name);
  const place = requireFleet(stack);
  const { bucket } = requireStore(stack);
  // Whose stack it is comes before anything is started in it.
  const target = { kind: 'stack', stack: name } as const;
  const store = await services.openStore(target, { ownRetries: true, allowForeignStack });
  const region = stack.region ?? aws.region ?? '';
  const clients = createAwsClients({ ...aws, region });
  const close = async (): Promise<void> => {
    await Promise.all([clients.close(), store.close()]);
  };
  try {
    const [tasks, folder, ecsEndpoint, s3Endpoint, credentials, code] = await Promise.all([
      createFleetTasks(clients, place),
      createFleetFolder(clients, bucket, run),
      resolveEndpoint('ecs', clients.options),
      resolveEndpoint('s3', clients.options),
      clients.credentials(),
      readFile(builtFile('cli/fleet-worker.cjs')),
    ]);
    const slot = journalsOf(io).slot(`fleet-${run}`, [place.cluster]);
    const journal = {
      ...({ fleetJournalVersion: 1, run, region, bucket } as const),
      ...{ cluster: place.cluster, ecsEndpoint: ecsEndpoint ?? null },
      s3Endpoint: s3Endpoint ?? null,
    };
    return {
      ...{ tasks, folder, code, region, close },
      codeSha256: createHash('sha256').update(code).digest('hex'),
      version: describeMachine().fibimgVersion,
      isHere: ecsEndpoint !== undefined && isLoopback(new URL(ecsEndpoint)),
      credentialsEnd: credentials.expiration,
      lock: store.lock,
      begin: (since) => slot.take({ ...journal, since }),
      end: async () => {
        const ended = await endFleet({ tasks, folder, clock: io.clock, sleep }, run);
        await slot.clear();
        return ended;
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

const journalsOf = (io: Io) =>
  createJournalFiles(join(stateFolder(io), 'journal', 'fleets'), fleetJournals);

/** Ends what fleets of runs that are gone have left. */
export const restoreFleets = async (
  surroundings: Surroundings,
  { breakLock }: Pick<RestoreRequest, 'breakLock'>,
): Promise<RestoredFunctions> => {
  const told: string[] = [];
  const failures: unknown[] = [];
  for (const found of await journalsOf(surroundings.io).list()) {
    try {
      told.push(await restoreOne(surroundings, found, breakLock));
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  return { told, failures };
};

const restoreOne = async (
  { io, aws }: Surroundings,
  { path, journal, owner, slot }: FoundJournal<FleetJournal>,
  breakLock: boolean,
): Promise<string> => {
  const { run, since, cluster, bucket, region, ecsEndpoint, s3Endpoint } = journal;
  if (owner !== 'gone' && !breakLock) {
    throw new FibimgError('refused', `a fleet is still at work on cluster ${cluster}`, {
      why: `it began at ${since}${owner === 'alive' ? '' : ' on another machine'}; its journal is ${path}`,
      hint: 'wait for it, or add --break-lock if that run is dead',
    });
  }
  const clientsAt = (endpoint: string | null) =>
    createAwsClients({ ...aws, region, ...(endpoint !== null && { endpointUrl: endpoint }) });
  const [ecs, s3] = [clientsAt(ecsEndpoint), clientsAt(s3Endpoint)];
  try {
    const [tasks, folder] = await Promise.all([
      createFleetTasks(ecs, { cluster }),
      createFleetFolder(s3, bucket, run),
    ]);
    const { stopped } = await endFleet({ tasks, folder, clock: io.clock, sleep }, run);
    await slot.clear();
    const tasksText = `${stopped} ${stopped === 1 ? 'task' : 'tasks'}`;
    return `a fleet whose bench was ended at work (${since}): stopped ${tasksText}, removed its objects`;
  } catch (thrown) {
    const details = thrown instanceof FibimgError ? thrown.why : undefined;
    throw new FibimgError('refused', `the fleet of ${since} could not be ended`, {
      why: [messageOf(thrown), details].filter(Boolean).join(': '),
      hint: `fibimg bench --restore tries again; the journal is ${path}`,
      cause: thrown,
    });
  } finally {
    await Promise.all([ecs.close(), s3.close()]);
  }
};
