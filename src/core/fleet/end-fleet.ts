import { undefinedIf } from '../error.ts';
import type { FleetDeps } from './conduct-fleet.ts';

/** ECS gives a process half a minute to go. */
const stopMs = 45_000;

/**
 * Stops every task of a fleet and removes its objects, whether they are known here or not: after its tasks, for one that
 * still runs may yet write. May be run again.
 */
export const endFleet = async (
  { tasks, folder, clock, sleep }: FleetDeps,
  run: string,
): Promise<{ readonly stopped: number }> => {
  const arns = await tasks.startedBy(run);
  // Undefined where nobody may ask: then all are stopped, and none is waited for.
  const ended = async (): Promise<ReadonlySet<string> | undefined> => {
    if (arns.length === 0) return new Set();
    const found = await tasks.ended(arns).catch(undefinedIf('denied'));
    return found && new Set(found.map(({ arn }) => arn));
  };
  const before = await ended();
  const running = arns.filter((arn) => !before?.has(arn));
  for (const arn of running) await tasks.stop(arn, `fibimg bench has ended (${run})`);
  const endMs = clock.elapsedMs() + stopMs;
  for (let left = before && running; left?.length && clock.elapsedMs() < endMs; ) {
    await sleep(500);
    const now = await ended();
    left = now && left.filter((arn) => !now.has(arn));
  }
  await folder.clear();
  return { stopped: running.length };
};
