import { FibimgError, messageOf } from '../error.ts';
import type { Clock } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import type { FleetTasks, StartedTasks, TaskRequest } from './fleet-ports.ts';

interface StartDeps {
  readonly tasks: Pick<FleetTasks, 'run'>;
  readonly clock: Pick<Clock, 'elapsedMs'>;
  readonly sleep: Sleep;
}

interface TasksWanted {
  readonly count: number;
  /** How long ECS may have no room, or ask to slow down. */
  readonly patienceMs: number;
  /** The request of the nth call, from 0. */
  readonly request: (call: number) => Promise<Omit<TaskRequest, 'count'>>;
  /** Hears of the tasks of a call as soon as they are there. */
  readonly onStarted: (call: number, arns: readonly string[]) => Promise<void>;
}

/** Tasks of one RunTask call, and how fast Fargate starts them in an account (AWS Fargate throttling quotas). */
export const launchLimits = { eachCall: 10, burst: 100, perSecond: 20 } as const;

const firstPauseMs = 1000;
const longestPauseMs = 20_000;

/** Starts that many tasks, or throws; those that were started by then are the caller's to stop. */
export const startTasks = async (
  { tasks, clock, sleep }: StartDeps,
  { count, patienceMs, request, onStarted }: TasksWanted,
  signal: AbortSignal,
): Promise<void> => {
  const beganMs = clock.elapsedMs();
  let [started, refusals, refusedMs] = [0, 0, 0];
  let open: { call: number; asked: TaskRequest } | undefined;
  for (let call = 0; started < count; ) {
    const dueMs = (1000 * (started - launchLimits.burst)) / launchLimits.perSecond;
    const earlyMs = beganMs + dueMs - clock.elapsedMs();
    if (earlyMs > 0) await sleep(earlyMs, signal);
    // A call whose answer was lost is made again as it was.
    open ??= {
      call,
      asked: {
        ...(await request(call)),
        count: Math.min(launchLimits.eachCall, count - started),
      },
    };
    const asked = open.asked;
    const answer = await tasks.run(asked, signal).catch(onlyUnanswered);
    if ('started' in answer) {
      call += 1;
      open = undefined;
      started += answer.started.length;
      if (answer.started.length > 0) {
        await onStarted(call - 1, answer.started);
        [refusals, refusedMs] = [0, 0];
      }
      requireRetryable(answer, count);
      if (answer.failures.length === 0) continue;
    }
    const why = 'started' in answer ? (answer.failures[0] ?? '') : answer.why;
    if (refusals === 0) refusedMs = clock.elapsedMs();
    if (clock.elapsedMs() - refusedMs >= patienceMs) throw noRoom(started, count, why);
    await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** refusals), signal);
    refusals += 1;
  }
};

/** What ends by itself: nothing is known of the call, or ECS asked to slow down. */
const onlyUnanswered = (thrown: unknown): { readonly why: string } => {
  if (!(thrown instanceof FibimgError)) throw thrown;
  if (['throttled', 'network', 'timeout'].includes(thrown.kind)) {
    return { why: thrown.why ?? thrown.message };
  }
  throw isQuota(thrown.why ?? '') ? aboveQuota(thrown.why ?? '', thrown) : thrown;
};

const isQuota = (words: string): boolean =>
  /reached the limit|LimitExceeded|above your limit/.test(words);

/** Room may come back; anything else that ECS finds wrong with a task stays so. */
const requireRetryable = ({ failures }: StartedTasks, count: number): void => {
  const quota = failures.find(isQuota);
  if (quota !== undefined) throw aboveQuota(quota);
  const lasting = failures.find((why) => !/^RESOURCE:|capacity is unavailable/i.test(why));
  if (lasting === undefined) return;
  throw new FibimgError('refused', `ECS could not start ${count} tasks`, {
    why: lasting,
    hint: "see the fleet's cluster and task definition; npm run deploy -- -c fleet=on makes them anew",
  });
};

const aboveQuota = (why: string, cause?: unknown): FibimgError =>
  new FibimgError('refused', 'the fleet is larger than this account may run', {
    why,
    hint: 'ask for fewer tasks, or raise the quota of Fargate On-Demand vCPUs in Service Quotas',
    ...(cause !== undefined && { cause: messageOf(cause) }),
  });

const noRoom = (started: number, count: number, why: string): FibimgError =>
  new FibimgError('refused', `only ${started} of ${count} tasks could be started`, {
    why,
    hint: 'try again later, with fewer tasks, or in another region',
  });
