import type { ShardState } from '../../../core/fleet/watch-shards.ts';
import { formatCount } from '../../../core/format-count.ts';
import type { CommandContext } from '../../command/command.ts';
import { startLive } from '../live/live.ts';

/** A log that is not repainted hears this seldom of a load. */
const linesMs = 10_000;

/** Shows how far a fleet is, from its heartbeats. */
export const startFleetLive = ({ io, report }: Pick<CommandContext, 'io' | 'report'>) => {
  const show = report.quiet ? 'none' : io.stderr.repaints ? 'frames' : 'lines';
  const live = startLive({
    ...{ stream: io.stderr, show, colour: report.colour.stderr, expectedMs: 0 },
    every: (intervalMs, callback) => {
      const timer = setInterval(callback, intervalMs);
      return () => clearInterval(timer);
    },
    state: () => undefined,
  });
  let nextMs = Number.NEGATIVE_INFINITY;
  const lost = new Set<number>();
  return {
    step: (what: string) => live.step(what),
    shards(shards: readonly ShardState[]): void {
      for (const shard of shards) {
        if (shard.lost === undefined || lost.has(shard.index)) continue;
        lost.add(shard.index);
        report.note(`shard ${shard.index} was lost: ${shard.lost}`);
      }
      if (show === 'lines' && io.clock.elapsedMs() < nextMs) return;
      nextMs = io.clock.elapsedMs() + linesMs;
      live.step(progressText(shards));
    },
    stop: () => live.stop(),
  };
};

const progressText = (shards: readonly ShardState[]): string => {
  const beats = shards.flatMap(({ beat }) => beat ?? []);
  const total = (of: 'started' | 'ended' | 'failed') =>
    formatCount(beats.reduce((sum, beat) => sum + beat[of], 0));
  const done = shards.filter(({ result }) => result !== undefined).length;
  const working = beats.filter(({ state }) => state === 'running').length;
  return `${working} of ${shards.length} tasks make load, ${done} have ended: ${total('started')} requests started, ${total('ended')} ended, ${total('failed')} failed`;
};
