import { FibimgError } from '../error.ts';
import type { Clock } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import { bootstrapArguments, workerVariables } from './bootstrap.ts';
import type { FleetFolder, FleetTasks } from './fleet-ports.ts';
import { type Control, objectNames, type ShardPost } from './messages.ts';
import { startTasks } from './start-tasks.ts';
import { createShardWatch, type ShardState, type ShardWatch } from './watch-shards.ts';

export interface FleetDeps {
  readonly tasks: FleetTasks;
  readonly folder: FleetFolder;
  readonly clock: Pick<Clock, 'elapsedMs'>;
  readonly sleep: Sleep;
}

/** How patient a conductor is, in milliseconds. */
interface FleetPace {
  /** Between two looks at the folder. */
  readonly lookMs: number;
  /** Between two looks at the tasks themselves. */
  readonly tasksMs: number;
  /** From the last check-in to the load's start: all shards have heard of it by then. */
  readonly leadMs: number;
  /** For ECS to have room. */
  readonly roomMs: number;
  /** For all tasks to check in. */
  readonly checkInMs: number;
  /** Without a heartbeat. */
  readonly silenceMs: number;
  /** For results after a stop, beyond what requests in flight may take. */
  readonly drainMs: number;
}

export const usualPace: FleetPace = {
  ...{ lookMs: 1000, tasksMs: 5000, leadMs: 4000, roomMs: 180_000 },
  ...{ checkInMs: 300_000, silenceMs: 45_000, drainMs: 60_000 },
};

interface FleetPlan {
  /** Of tasks: letters, digits and hyphens. */
  readonly run: string;
  readonly count: number;
  readonly code: Uint8Array;
  readonly codeSha256: string;
  /** What every shard is told, as it reads it. */
  readonly plan: string;
  /** How long signed URLs hold. */
  readonly urlSeconds: number;
  readonly gracefulStopMs: number;
  readonly pace: FleetPace;
  readonly onStep: (what: string) => void;
  readonly onShards: (shards: readonly ShardState[]) => void;
}

/**
 * Runs one fleet: tasks are started, all check in, the load starts for all at one instant, and each hands in its run.
 * Resolves with what became of each shard; before the load has started, a shard that is lost is a failure of the whole.
 * An abort ends the load and waits for what there is. Nothing is cleaned up here: see `endFleet`.
 */
export const conductFleet = async (
  deps: FleetDeps,
  plan: FleetPlan,
  signal: AbortSignal,
): Promise<readonly ShardState[]> => {
  const { folder, clock } = deps;
  const watch = createShardWatch(folder, plan.pace.silenceMs);
  signal.throwIfAborted();
  await folder.put(objectNames.code, plan.code);
  await folder.put(objectNames.plan, plan.plan);
  await control(folder, { startAtMs: null, stop: false });
  plan.onStep(`starting ${plan.count} tasks`);
  const assign = await openAssignments(deps, plan, watch);
  await startTasks(
    deps,
    {
      ...{ count: plan.count, patienceMs: plan.pace.roomMs, request: assign.request },
      onStarted: assign.started,
    },
    signal,
  );
  await allCheckedIn(deps, plan, watch, signal);
  signal.throwIfAborted();
  const startAtMs = startOf(watch, clock.elapsedMs(), plan.pace.leadMs);
  await control(folder, { startAtMs, stop: false });
  plan.onStep(`the load starts at ${new Date(startAtMs).toISOString()}`);
  await untilAllEnded(deps, plan, watch, { startAtMs, signal });
  return watch.all();
};

const control = (folder: FleetFolder, content: Control): Promise<void> =>
  folder.put(objectNames.control, JSON.stringify(content));

/** Tasks of one call have one request, so each finds its part by its own ARN. */
const openAssignments = async (
  { folder, clock }: FleetDeps,
  { run, count, codeSha256, urlSeconds }: FleetPlan,
  watch: ShardWatch,
) => {
  const sign = (method: 'GET' | 'PUT', name: string) => folder.sign(method, name, urlSeconds);
  const [code, planUrl, controlUrl] = await Promise.all([
    sign('GET', objectNames.code),
    sign('GET', objectNames.plan),
    sign('GET', objectNames.control),
  ]);
  let next = 0;
  const postOf = async (index: number): Promise<ShardPost> => ({
    ...{ index, of: count, planUrl, controlUrl },
    beatUrl: await sign('PUT', objectNames.beat(index)),
    resultUrl: await sign('PUT', objectNames.result(index)),
  });
  return {
    request: async (call: number) => {
      const assignment = await sign('GET', objectNames.assignment(call));
      return {
        ...{ startedBy: run, token: `${run}-${call}`, arguments: bootstrapArguments },
        environment: {
          [workerVariables.code]: code,
          [workerVariables.sha256]: codeSha256,
          [workerVariables.assignment]: assignment,
        },
      };
    },
    started: async (call: number, arns: readonly string[]): Promise<void> => {
      const posts: Record<string, ShardPost> = {};
      for (const arn of arns) {
        watch.add(next, arn, clock.elapsedMs());
        posts[arn] = await postOf(next);
        next += 1;
      }
      await folder.put(objectNames.assignment(call), JSON.stringify(posts));
    },
  };
};

const allCheckedIn = async (
  deps: FleetDeps,
  { count, pace, onStep }: FleetPlan,
  watch: ShardWatch,
  signal: AbortSignal,
): Promise<void> => {
  const beganMs = deps.clock.elapsedMs();
  const lookAtTasks = taskLook(deps, watch, pace);
  for (;;) {
    await watch.read(deps.clock.elapsedMs());
    await lookAtTasks();
    const lost = watch.all().find((shard) => shard.lost !== undefined);
    if (lost !== undefined) {
      throw new FibimgError('refused', `shard ${lost.index} was lost, and no load was sent`, {
        ...(lost.lost && { why: lost.lost }),
        hint: "the fleet's log group in CloudWatch says more; run it again",
      });
    }
    const ready = watch.all().filter(({ beat }) => beat !== undefined).length;
    onStep(`${ready} of ${count} tasks have checked in`);
    if (ready === count) return;
    if (deps.clock.elapsedMs() - beganMs >= pace.checkInMs) {
      throw new FibimgError('timeout', `only ${ready} of ${count} tasks checked in`, {
        why: `that took longer than ${Math.round(pace.checkInMs / 1000)} s, and no load was sent`,
        hint: 'see whether the tasks reach the image and the bucket: the stack needs its public subnets',
      });
    }
    await deps.sleep(pace.lookMs, signal);
  }
};

/** By the shards' own clocks, which were measured: this machine's may be any. The latest of them was heard last. */
const startOf = (watch: ShardWatch, nowMs: number, leadMs: number): number => {
  const times = watch
    .all()
    .map(({ beat, beatSeenMs }) => (beat === undefined ? 0 : beat.utcMs + nowMs - beatSeenMs));
  return Math.round(Math.max(...times) + leadMs);
};

/** Asks ECS now and then for tasks that have ended; what was denied once is left alone, for heartbeats tell as well. */
const taskLook = ({ tasks, clock }: FleetDeps, watch: ShardWatch, { tasksMs }: FleetPace) => {
  let nextMs = clock.elapsedMs() + tasksMs;
  return async (): Promise<void> => {
    if (clock.elapsedMs() < nextMs) return;
    nextMs = clock.elapsedMs() + tasksMs;
    const arns = watch.open().map(({ taskArn }) => taskArn);
    const ended = await tasks.ended(arns).catch((thrown: unknown) => {
      if (thrown instanceof FibimgError) return [];
      throw thrown;
    });
    for (const { arn, why } of ended) await watch.taskEnded(arn, why);
  };
};

const untilAllEnded = async (
  deps: FleetDeps,
  { pace, gracefulStopMs, onShards, onStep }: FleetPlan,
  watch: ShardWatch,
  { startAtMs, signal }: { readonly startAtMs: number; readonly signal: AbortSignal },
): Promise<void> => {
  const lookAtTasks = taskLook(deps, watch, pace);
  let stopByMs = Number.POSITIVE_INFINITY;
  while (watch.open().length > 0) {
    if (signal.aborted && stopByMs === Number.POSITIVE_INFINITY) {
      stopByMs = deps.clock.elapsedMs() + gracefulStopMs + pace.drainMs;
      onStep('ending the load; Ctrl-C again leaves the tasks to fibimg bench --restore');
      await control(deps.folder, { startAtMs, stop: true });
    }
    await readPatiently(deps, watch, pace);
    await lookAtTasks();
    onShards(watch.all());
    if (deps.clock.elapsedMs() >= stopByMs) {
      for (const { index } of watch.open()) watch.lose(index, 'it did not end in time');
    }
    if (watch.open().length > 0) await pause(deps, pace.lookMs, signal);
  }
};

/** A look that fails is made again the next time, as long as any shard could still be heard. */
const readPatiently = async (
  { clock }: FleetDeps,
  watch: ShardWatch,
  { silenceMs }: FleetPace,
): Promise<void> => {
  try {
    await watch.read(clock.elapsedMs());
  } catch (thrown) {
    const passing =
      thrown instanceof FibimgError && ['network', 'timeout', 'throttled'].includes(thrown.kind);
    const heardMs = Math.max(...watch.all().map(({ beatSeenMs }) => beatSeenMs));
    if (!passing || clock.elapsedMs() - heardMs >= silenceMs) throw thrown;
  }
};

/** An abort ends the pause, not the watch; after one, each pause is its own. */
const pause = async ({ sleep }: FleetDeps, ms: number, signal: AbortSignal): Promise<void> => {
  await (signal.aborted ? sleep(ms) : sleep(ms, signal).catch(() => {}));
};
