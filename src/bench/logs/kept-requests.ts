import type { Sample } from '../engine/sample.ts';

/** A request that a REPORT line may tell of. */
interface KeptRequest {
  readonly phase: string;
  readonly latencyMs: number;
  /** Milliseconds since 1970, by the client's clock. */
  readonly endedAtMs: number;
}

/** Some 20 MB. */
const mostKept = 100_000;

/**
 * The requests of a run by their invocations' ids, in bounded memory: beyond so many only those whose id's hash falls
 * below a limit stay, which halves each time. So a line of the log tells by its id alone whether its request was kept.
 */
export const createKeptRequests = (most = mostKept) => {
  const kept = new Map<string, KeptRequest>();
  let limit = 2 ** 32;
  let [named, unnamed] = [0, 0];
  const keeps = (id: string): boolean => hashOf(id) < limit;
  return {
    add(sample: Sample, phase: string, endedAtMs: number): void {
      const { requestId } = sample;
      if (requestId === undefined) {
        unnamed += 1;
        return;
      }
      named += 1;
      if (!keeps(requestId)) return;
      const latencyMs = (sample.endedUs - sample.startedUs) / 1000;
      kept.set(requestId, { phase, latencyMs, endedAtMs });
      while (kept.size > most) {
        limit /= 2;
        for (const id of kept.keys()) if (!keeps(id)) kept.delete(id);
      }
    },
    keeps,
    kept: (): ReadonlyMap<string, KeptRequest> => kept,
    named: (): number => named,
    unnamed: (): number => unnamed,
  };
};

export type KeptRequests = ReturnType<typeof createKeptRequests>;

/** FNV-1a, 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // Its low bits are the well-mixed ones, and the comparison is by the high.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
};
