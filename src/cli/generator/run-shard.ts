import type { ClockCheck } from '../../bench/record/provenance.ts';
import { decodeShardPlan, type ShardPlan } from '../../commands/bench/fleet/shard-plan.ts';
import { FibimgError, messageOf } from '../../core/error.ts';
import { workerVariables } from '../../core/fleet/bootstrap.ts';
import { type Beat, decodeControl, postIn, type ShardPost } from '../../core/fleet/messages.ts';
import { sleep } from '../../core/sleep.ts';
import type { Io } from '../../process/io.ts';
import { clockByDates, clockByEcs, readTaskMetadata, type TaskMetadata } from './shard-clock.ts';
import { createShardHttp, type ShardHttp } from './shard-http.ts';

/** How far a shard is. */
export type ShardCounts = Pick<Beat, 'started' | 'ended' | 'failed'>;

/** One shard's part of the load. */
export interface ShardWork {
  readonly io: Io;
  readonly plan: ShardPlan;
  readonly part: { readonly index: number; readonly of: number };
  readonly clock: ClockCheck;
}

/** A shard that is ready: it is told when to start, by its own clock, and resolves with the run file. */
export interface ReadyShard {
  readonly run: (startAtMs: number) => Promise<string>;
  readonly counts: () => ShardCounts;
}

interface ShardDeps {
  readonly io: Io;
  /** Does all that is to be done before the load starts. */
  readonly prepare: (work: ShardWork) => Promise<ReadyShard>;
  readonly pace?: ShardPace;
}

interface ShardPace {
  readonly beatMs: number;
  readonly pollMs: number;
  /** For anything that the conductor has to do: one that was killed does nothing any more. */
  readonly patienceMs: number;
}

const usualPace: ShardPace = { beatMs: 2000, pollMs: 1000, patienceMs: 900_000 };

/** One task of a fleet, from its first look around to its result. @returns the exit code. */
export const runShard = async ({ io, prepare, pace = usualPace }: ShardDeps): Promise<number> => {
  const http = createShardHttp(io.clock);
  const task = await ownTask(io, http);
  const post = await assignedPost(io, http, task, pace);
  const beats = createBeats(io, http, post);
  try {
    const plan = decodeShardPlan(await required(http.get(post.planUrl), 'the plan'));
    const look = () => http.look(post.controlUrl);
    const clock =
      task.clockErrorMs === undefined
        ? await clockByDates({ clock: io.clock, look, name: 'S3' }, io.interrupt)
        : clockByEcs(task.clockErrorMs);
    beats.clockIs(clock.offsetMs ?? 0);
    const stop = new AbortController();
    const shard = await prepare({
      io: { ...io, interrupt: AbortSignal.any([io.interrupt, stop.signal]) },
      ...{ plan, part: { index: post.index, of: post.of }, clock },
    });
    beats.count(shard.counts);
    const stopBeating = every(pace.beatMs, () => beats.send().catch(() => {}));
    try {
      await beats.become('ready');
      const startUtcMs = await startOf(io, http, post, pace);
      const stopPolling = every(pace.beatMs, () => pollStop(http, post, stop));
      const work = shard.run(startUtcMs - Math.round(clock.offsetMs ?? 0));
      await beats.become('running');
      const text = await work.finally(stopPolling);
      await http.put(post.resultUrl, text);
    } finally {
      await stopBeating();
    }
    await beats.become('ended');
    return 0;
  } catch (thrown) {
    const why = thrown instanceof FibimgError && thrown.why ? `: ${thrown.why}` : '';
    await beats.become('failed', `${messageOf(thrown)}${why}`);
    throw thrown;
  }
};

const required = async (text: Promise<string | undefined>, what: string): Promise<string> => {
  const found = await text;
  if (found !== undefined) return found;
  throw new FibimgError('not_found', `${what} of this shard is not there`);
};

const ownTask = async ({ env }: Io, http: ShardHttp): Promise<TaskMetadata> => {
  const address = env['ECS_CONTAINER_METADATA_URI_V4'];
  const text = address === undefined ? undefined : await http.get(`${address}/task`);
  const task = text === undefined ? undefined : readTaskMetadata(text);
  if (task !== undefined) return task;
  throw new FibimgError('config', 'this is not a task of ECS: its metadata cannot be read');
};

/** A look that fails is made again until patience ends. */
const until = async <T>(
  look: () => Promise<T | undefined>,
  { pollMs, patienceMs }: ShardPace,
  { clock, interrupt }: Pick<Io, 'clock' | 'interrupt'>,
): Promise<T> => {
  const endMs = clock.elapsedMs() + patienceMs;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (clock.elapsedMs() >= endMs) {
      throw new FibimgError('timeout', 'the conductor of this fleet has said nothing for too long');
    }
    await sleep(pollMs, interrupt);
  }
};

const assignedPost = (
  io: Io,
  http: ShardHttp,
  { arn }: TaskMetadata,
  pace: ShardPace,
): Promise<ShardPost> => {
  const url = io.env[workerVariables.assignment] ?? '';
  const look = async () => postIn((await http.get(url)) ?? '', arn);
  return until(look, pace, io);
};

const startOf = async (
  io: Io,
  http: ShardHttp,
  { controlUrl }: ShardPost,
  pace: ShardPace,
): Promise<number> => {
  const look = async (): Promise<number | undefined> => {
    const { startAtMs, stop } = decodeControl((await http.get(controlUrl)) ?? '');
    return stop ? Number.NaN : (startAtMs ?? undefined);
  };
  const startAtMs = await until(look, pace, io);
  if (!Number.isNaN(startAtMs)) return startAtMs;
  throw new FibimgError('interrupted', 'the fleet was stopped before its load began');
};

const pollStop = async (
  http: ShardHttp,
  { controlUrl }: ShardPost,
  stop: AbortController,
): Promise<void> => {
  const text = await http.get(controlUrl).catch(() => undefined);
  if (text !== undefined && decodeControl(text).stop) stop.abort();
};

/** Again and again, never two at once; resolves, once stopped, when the last one is over. */
const every = (ms: number, work: () => Promise<void>): (() => Promise<void>) => {
  const stopped = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await sleep(ms, stopped.signal).catch(() => {});
      if (!stopped.signal.aborted) await work();
    }
  };
  const ended = loop();
  return async () => {
    stopped.abort();
    await ended;
  };
};

const createBeats = ({ clock }: Io, http: ShardHttp, { index, beatUrl }: ShardPost) => {
  let sequence = 0;
  let offsetMs = 0;
  let [state, why]: [Beat['state'], string] = ['ready', ''];
  let counts = (): ShardCounts => ({ started: 0, ended: 0, failed: 0 });
  const send = (): Promise<void> => {
    sequence += 1;
    const utcMs = Math.round(clock.now().getTime() + offsetMs);
    const beat: Beat = { index, sequence, state, utcMs, ...counts(), why };
    return http.put(beatUrl, JSON.stringify(beat));
  };
  return {
    send,
    clockIs(ms: number): void {
      offsetMs = ms;
    },
    count(of: () => ShardCounts): void {
      counts = of;
    },
    become(next: Beat['state'], reason = ''): Promise<void> {
      [state, why] = [next, reason];
      return send();
    },
  };
};
