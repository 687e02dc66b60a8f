import { createExhaustivePlan, createRequestPlan } from '../../bench/engine/request-plan.ts';
import type { RequestPlan } from '../../bench/engine/requester.ts';
import { release } from '../../bench/phases/release.ts';
import { FibimgError } from '../../core/error.ts';
import { distinctInts } from '../../core/service/ints.ts';
import type { BenchOptions } from '../bench/options/plan.ts';
import type { LoadedTarget } from '../command/open-target.ts';

/** What an experiment found, and what kept it from the rest: no reason to lose what there is. */
export interface Found<T> {
  readonly findings: T;
  readonly failure?: unknown;
}

/** The requests of an experiment, and one for each image before it, so that what is timed finds it stored. */
export const preparation = (
  { ints, seed, generator: { own } }: BenchOptions,
  { generator: { engine } }: LoadedTarget,
  signal: AbortSignal,
) => ({
  planOf: (index: number): RequestPlan => createRequestPlan(ints, seed + index, own?.bodies.length),
  prepare: async (): Promise<void> => {
    if (own !== undefined || ints === null) return;
    const plan = createExhaustivePlan(ints, seed);
    await release({ engine, atOnce: 1, signal }, plan, distinctInts(ints).length);
  },
});

/** No request told anything. */
export const nothingFound = ({ system }: LoadedTarget, why: string | undefined): FibimgError =>
  new FibimgError('function_error', `no request to ${system.target} ended well`, {
    ...(why !== undefined && { why }),
    hint: 'fibimg get --url or fibimg invoke shows one answer whole',
  });
