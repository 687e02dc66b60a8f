import type { LoadEngine } from '../engine/engine.ts';
import type { RequestPlan } from '../engine/requester.ts';
import type { Sample } from '../engine/sample.ts';
import type { Load } from '../load/load.ts';

interface Release {
  readonly engine: LoadEngine;
  /** Connections that are opened first, and requests released at once. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** One request for each connection at once, as often as it takes to make so many. */
export const release = async (
  { engine, atOnce, signal }: Release,
  plan: RequestPlan,
  iterations: number,
): Promise<readonly Sample[]> => {
  const load: Load = {
    ...{ executor: 'shared-iterations', vus: atOnce, iterations },
    ...{ maxDurationMs: 600_000, gracefulStopMs: 30_000, thinkTimeMs: 0 },
  };
  await engine.connect?.(atOnce);
  const samples: Sample[] = [];
  const sink = {
    sample: (sample: Sample) => void samples.push(sample),
    dropped: () => {},
    virtualUsers: () => {},
  };
  await engine.run(load, sink, signal, plan);
  return samples;
};
