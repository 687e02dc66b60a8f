import { FibimgError } from '../error.ts';
import type { FleetFolder } from './fleet-ports.ts';
import { type Beat, decodeBeat, objectNames } from './messages.ts';

/** One part of the load, as the conductor knows it. */
export interface ShardState {
  readonly index: number;
  readonly taskArn: string;
  /** The newest; undefined before the first. */
  readonly beat: Beat | undefined;
  /** When it was first seen, by the conductor's own clock. */
  readonly beatSeenMs: number;
  /** Its run file, once it is there. */
  readonly result: string | undefined;
  /** Why nothing more is to be heard of it. */
  readonly lost: string | undefined;
}

/** Reads at once from the folder. */
const mostReads = 16;

/**
 * The shards of a fleet by what they leave in the folder. A late or doubled heartbeat changes nothing: only a higher
 * number is news. A shard that was lost stays so.
 */
export const createShardWatch = (folder: Pick<FleetFolder, 'get'>, silenceMs: number) => {
  const shards = new Map<number, ShardState>();
  const change = (index: number, change: Partial<ShardState>): void => {
    const known = shards.get(index);
    if (known !== undefined) shards.set(index, { ...known, ...change });
  };
  const readOne = async ({ index, beat, beatSeenMs }: ShardState, nowMs: number): Promise<void> => {
    const text = await folder.get(objectNames.beat(index));
    const found = text === undefined ? undefined : decodeBeat(text);
    if (found !== undefined && found.index !== index) {
      throw new FibimgError('corrupt', `the heartbeat of shard ${index} is of another one`);
    }
    const isNews = found !== undefined && found.sequence > (beat?.sequence ?? -1);
    if (isNews) change(index, { beat: found, beatSeenMs: nowMs });
    const now = isNews ? found : beat;
    if (now?.state === 'ended') {
      const result = await folder.get(objectNames.result(index));
      if (result !== undefined) return change(index, { result });
    }
    if (now?.state === 'failed') return change(index, { lost: now.why });
    if (now !== undefined && !isNews && nowMs - beatSeenMs >= silenceMs) {
      change(index, { lost: `nothing was heard of it for ${Math.round(silenceMs / 1000)} s` });
    }
  };
  const open = (): readonly ShardState[] =>
    [...shards.values()].filter(({ result, lost }) => result === undefined && lost === undefined);
  return {
    add(index: number, taskArn: string, nowMs: number): void {
      const nothing = { beat: undefined, result: undefined, lost: undefined };
      shards.set(index, { index, taskArn, beatSeenMs: nowMs, ...nothing });
    },
    all: (): readonly ShardState[] => [...shards.values()].sort((a, b) => a.index - b.index),
    /** Those of which more is to be expected. */
    open,
    async read(nowMs: number): Promise<void> {
      const left = [...open()];
      const readNext = async (): Promise<void> => {
        for (let shard = left.shift(); shard !== undefined; shard = left.shift()) {
          await readOne(shard, nowMs);
        }
      };
      await Promise.all(Array.from({ length: mostReads }, readNext));
    },
    /** A task has ended: what it handed in counts, if it did. */
    async taskEnded(taskArn: string, why: string): Promise<void> {
      const shard = open().find((one) => one.taskArn === taskArn);
      if (shard === undefined) return;
      const result = await folder.get(objectNames.result(shard.index));
      change(shard.index, result === undefined ? { lost: why } : { result });
    },
    lose(index: number, lost: string): void {
      change(index, { lost });
    },
  };
};

export type ShardWatch = ReturnType<typeof createShardWatch>;
