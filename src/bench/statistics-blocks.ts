import type { Sample } from './sample.ts';

/**
 * A phase cut into stretches of equal length: what a bootstrap within one run resamples. Requests in one
 * stretch share what disturbed them, so whole stretches are drawn, never single requests.
 */
export interface RunBlock {
  readonly ended: number;
  /** Sum of the durations, microseconds. */
  readonly sumUs: number;
  /** Durations by bucket, see `bucketOf`. */
  readonly durations: ReadonlyMap<number, number>;
}

export interface RunBlocks {
  readonly blockMs: number;
  /** Oldest first; only whole blocks. */
  readonly blocks: readonly RunBlock[];
}

const mantissaBits = 10;

/** Bucket of a time: exact below 1024 us, within 0.1 % above. */
export const bucketOf = (us: number): number => {
  const whole = Math.min(0x7fffffff, Math.max(0, Math.round(us)));
  const shift = Math.max(0, 32 - Math.clz32(whole) - mantissaBits);
  return shift * 2 ** mantissaBits + (whole >>> shift);
};

/** The middle of a bucket, microseconds. */
export const valueOfBucket = (bucket: number): number => {
  const shift = Math.floor(bucket / 2 ** mantissaBits);
  const mantissa = bucket % 2 ** mantissaBits;
  return mantissa * 2 ** shift + (2 ** shift - 1) / 2;
};

interface OpenBlock {
  ended: number;
  sumUs: number;
  readonly durations: Map<number, number>;
}

/** Twice the fewest blocks that a run of any length has, once it is longer than this many first blocks. */
const mostBlocks = 64;

/**
 * Collects blocks while a phase runs. Memory is bounded: whenever there are 64, neighbours are joined and
 * blocks become twice as long, so that a run of seconds and one of hours both end with 32 to 64.
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
    for (let next = blocks.length; next <= at; next += 1) blocks.push(emptyBlock());
    return blocks[at] ?? emptyBlock();
  };

  return {
    /** Counts a request that ended; its duration is what `http_req_duration` records. */
    add(sample: Pick<Sample, 'endedUs'>, durationUs: number): void {
      const block = blockAt(sample.endedUs);
      const bucket = bucketOf(durationUs);
      block.ended += 1;
      block.sumUs += durationUs;
      block.durations.set(bucket, (block.durations.get(bucket) ?? 0) + 1);
    },
    /** The whole blocks of a phase that ended at an instant. */
    finish(endUs: number): RunBlocks {
      blockAt(endUs);
      const whole = Math.floor((endUs - startUs) / blockUs);
      return { blockMs: blockUs / 1000, blocks: blocks.slice(0, whole) };
    },
  };
};

const emptyBlock = (): OpenBlock => ({ ended: 0, sumUs: 0, durations: new Map() });

const joinNeighbours = (blocks: readonly OpenBlock[]): OpenBlock[] =>
  Array.from({ length: Math.ceil(blocks.length / 2) }, (_, at) => {
    const joined = blocks[2 * at] ?? emptyBlock();
    const other = blocks[2 * at + 1] ?? emptyBlock();
    joined.ended += other.ended;
    joined.sumUs += other.sumUs;
    for (const [bucket, count] of other.durations) {
      joined.durations.set(bucket, (joined.durations.get(bucket) ?? 0) + count);
    }
    return joined;
  });
