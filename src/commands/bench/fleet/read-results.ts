import type { NamedRun } from '../../../bench/merge/require-mergeable.ts';
import type { BenchDocument } from '../../../bench/record/document.ts';
import { readRun } from '../../../bench/run-file/read-run.ts';
import { FibimgError } from '../../../core/error.ts';
import type { ShardState } from '../../../core/fleet/watch-shards.ts';
import type { ShardPlan } from './shard-plan.ts';

/** The runs that a fleet's shards have handed in; throws where one is not of this run. */
export const readResults = (
  shards: readonly ShardState[],
  plan: ShardPlan,
  version: string,
): readonly NamedRun[] =>
  shards.flatMap(({ index, result }) => {
    if (result === undefined) return [];
    const name = `the run of shard ${index}`;
    const document = readRun(result, name);
    const differences = differencesOf(document, { index, of: shards.length }, plan, version);
    if (differences.length === 0) return [{ name, document }];
    throw new FibimgError('refused', `${name} is not a part of this run`, {
      why: differences.join('; '),
      hint: 'something else writes to the bucket of the fleet: run it again',
    });
  });

const differencesOf = (
  { shard, seed, scenario, environment }: BenchDocument,
  part: { readonly index: number; readonly of: number },
  { options, target }: ShardPlan,
  version: string,
): readonly string[] => {
  const pairs = [
    ['part', JSON.stringify(shard), JSON.stringify(part)],
    ['version', environment.fibimgVersion, version],
    ['seed', seed, options.seed],
    ['target', scenario.target, target],
    ['load', JSON.stringify(scenario.load), JSON.stringify(options.load)],
  ] as const;
  return pairs
    .filter(([, found, expected]) => found !== expected)
    .map(([name, found, expected]) => `its ${name} is ${found}, and not ${expected}`);
};
