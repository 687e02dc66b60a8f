import type { Sample } from '../engine/sample.ts';
import { requestDurationUs } from '../record/tally.ts';
import { addTrend, createTrend, record, type Trend } from '../record/trend.ts';

/**
 * A phase cut into stretches of equal length: what a bootstrap within one run resamples. Requests in one
 * stretch share what disturbed them, so whole stretches are drawn, never single requests.
 */
export interface RunBlocks {
  readonly blockMs: number;
  /** Oldest first; only whole blocks. */
  readonly blocks: readonly RunBlock[];
}

export interface RunBlock {
  readonly ended: number;
  /** As `http_req_duration` records them: not every request has one. */
  readonly durations: Trend;
}

interface OpenBlock {
  ended: number;
  readonly durations: Trend;
}

/** At 94 KB each, 6 MB in all. */
const mostBlocks = 64;

/**
 * Collects blocks while a phase runs. Memory is bounded: when there would be more than 64, neighbours are joined
 * and blocks become twice as long, so that a run of seconds and one of hours both end with 32 to 64.
 */
export const createBlockRecorder = (startUs: number, firstBlockMs = 100) => {
  let blockUs = firstBlockMs * 1000;
  let blocks: OpenBlock[] = [];

  const blockAt = (us: number): OpenBlock => {
    while (us - startUs >= blockUs * mostBlocks) {
      blocks = joinNeighbours(blocks);
      blockUs *= 2;
    }
    const at = Math.max(0, Math.floor((us - startUs) / blockUs));
    while (blocks.length <= at) blocks.push(emptyBlock());
    return blocks[at] ?? emptyBlock();
  };

  return {
    /** Counts a request as `http_reqs` and `http_req_duration` do. */
    sample(sample: Sample): void {
      if (sample.class === 'interrupted') return;
      const block = blockAt(sample.endedUs);
      block.ended += 1;
      const durationUs = requestDurationUs(sample);
      if (durationUs !== undefined) record(block.durations, durationUs);
    },
    /** The whole blocks of a phase that ended at an instant. */
    finish(endUs: number): RunBlocks {
      blockAt(endUs);
      const whole = Math.floor((endUs - startUs) / blockUs);
      return { blockMs: blockUs / 1000, blocks: blocks.slice(0, whole) };
    },
  };
};

const emptyBlock = (): OpenBlock => ({ ended: 0, durations: createTrend() });

const joinNeighbours = (blocks: readonly OpenBlock[]): OpenBlock[] =>
  blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    if (at % 2 === 1) return [];
    if (next === undefined) return [block];
    addTrend(block.durations, next.durations);
    return [{ ended: block.ended + next.ended, durations: block.durations }];
  });
