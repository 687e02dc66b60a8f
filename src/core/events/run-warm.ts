import type { JsonObject } from '../json.ts';
import type { Clock } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { makeJobEvent } from './job.ts';
import type { SharedRun } from './job-table.ts';

interface WarmDeps {
  readonly run: SharedRun;
  /** Names the run to the invocations that are to be part of it. */
  readonly runId: string;
  /** Hands this function an event. */
  readonly invokeSelf: (event: JsonObject) => Promise<void>;
  readonly remainingMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

type WarmResult =
  | { readonly job: 'warm'; readonly environments: number; readonly running: number }
  | { readonly job: 'warm'; readonly skipped: string };

/** Longer than a cold start takes; whoever has not begun by then finds no free environment. */
const longestHoldMs = 10_000;

/** All that wait read the item 200 times a second together, however many they are. */
const pollMsOf = (environments: number): number => Math.max(50, 5 * environments);

/**
 * Runs in so many environments at once: each invocation is held until all run, for one that ended earlier could lend
 * its environment to the next. After the hold, it says how many ran.
 */
export const runWarm = async (environments: number, deps: WarmDeps): Promise<WarmResult> => {
  const { run, runId, invokeSelf, remainingMs } = deps;
  const holdMs = Math.min(longestHoldMs, remainingMs * 0.8);
  if (!(await run.begin(holdMs))) return { job: 'warm', skipped: 'another run is at work' };
  try {
    const event = makeJobEvent({ job: 'warm', environments, run: runId });
    await Promise.all(Array.from({ length: environments - 1 }, () => invokeSelf(event)));
    return { job: 'warm', environments, running: await held(environments, holdMs, deps) };
  } finally {
    await run.end();
  }
};

/** One of the others of such a run. */
export const joinWarm = async (
  environments: number,
  deps: Omit<WarmDeps, 'invokeSelf' | 'runId'>,
): Promise<WarmResult> => {
  const members = await deps.run.join();
  if (members === undefined) return { job: 'warm', skipped: 'the run is over' };
  const holdMs = Math.min(longestHoldMs, deps.remainingMs * 0.8);
  return {
    job: 'warm',
    environments,
    running: await held(environments, holdMs, deps, members.length),
  };
};

/** Waits until all run, the run is over, or the time is; gives how many run. */
const held = async (
  environments: number,
  holdMs: number,
  { run, clock, sleep }: Pick<WarmDeps, 'run' | 'clock' | 'sleep'>,
  known = 1,
): Promise<number> => {
  const startedMs = clock.elapsedMs();
  let running = known;
  while (running < environments && clock.elapsedMs() - startedMs < holdMs) {
    await sleep(pollMsOf(environments));
    const members = await run.members();
    if (members === undefined) return running;
    running = members.length;
  }
  return running;
};
