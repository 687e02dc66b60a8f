import { fewestPairs } from '../../bench/ranks/power.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import type { CommandContext } from '../command/command.ts';
import { withTarget } from '../command/open-target.ts';
import type { SystemRequest } from '../command/system-request.ts';
import { designExperiment } from './experiment.ts';
import type { DuetPlan } from './options/duet-plan.ts';
import type { BenchOptions } from './options/plan.ts';
import { announce } from './preflight.ts';
import { clearForLoad, runPriceOf } from './preflight-deployed.ts';
import type { RunPrice } from './price.ts';

/** One of the two, as it is run. */
export interface Arm {
  readonly name: 'A' | 'B';
  readonly options: BenchOptions;
  /** Of one run, in US dollars, before it is known how many requests it sends: for each and beside them. */
  readonly price?: RunPrice;
}

/** Says of both arms what will be done to them, once for all runs, and has allowed what needs to be. */
export const clearArms = async (
  context: CommandContext,
  options: BenchOptions,
  plan: DuetPlan,
): Promise<readonly [Arm, Arm]> => {
  const [a, b] = plan.systems;
  const runs = 2 * (plan.pilotPairs + (plan.pairs ?? fewestPairs));
  if (a.kind === 'local' && b.kind === 'local' && a.lambda.memoryMb !== b.lambda.memoryMb) {
    context.report.note(
      'the local Lambda reports a memory size, and gives no more processor for more of it: expect no difference',
    );
  }
  if (plan.pairs !== undefined && plan.pairs < fewestPairs) {
    context.report.note(`under ${fewestPairs} pairs the verdict is undecided, whatever they show`);
  }
  return [
    await clearArm(context, options, { name: 'A', system: a, runs }),
    await clearArm(context, options, { name: 'B', system: b, runs }),
  ];
};

interface ArmToClear {
  readonly name: Arm['name'];
  readonly system: SystemRequest;
  /** Of both arms. */
  readonly runs: number;
}

const clearArm = async (
  context: CommandContext,
  options: BenchOptions,
  { name, system, runs }: ArmToClear,
): Promise<Arm> => {
  const { maxCostUsd } = options;
  const own = { ...options, system, maxCostUsd: maxCostUsd && maxCostUsd / runs };
  announce(own, context.report);
  if (system.kind === 'local' || system.kind === 'url') return { name, options: own };
  return withTarget(context, own, async (target) => {
    const experiment = designExperiment(own, target.system, target.generator.machine.cpuCount);
    context.report.note(`arm ${name}, ${runs / 2} times what follows:`);
    await clearForLoad(context, own, target, experiment);
    const { deployed, prices } = target;
    const price = deployed && runPriceOf(context, own, { ...deployed, prices }, experiment);
    return { name, options: own, ...(price && { price }) };
  });
};

/** What so many pairs are expected to cost, by the requests that the pilot sent; undefined where the price is not known. */
export const duetUsd = (
  arms: readonly Arm[],
  pilot: readonly BenchDocument[],
  pairs: number,
): number | undefined => {
  const each = arms.map(({ name, price }) => {
    const runs = pilot.filter(({ duet }) => duet?.arm === name);
    if (price === undefined || runs.length === 0) return undefined;
    const requests = runs.flatMap(({ phases }) => phases.map(({ classes }) => classes.started));
    const mean = requests.reduce((sum, count) => sum + count, 0) / requests.length;
    return price.preparationUsd + mean * price.eachUsd;
  });
  const known = each.filter((usd) => usd !== undefined);
  return known.length < arms.length ? undefined : pairs * known.reduce((sum, usd) => sum + usd, 0);
};
