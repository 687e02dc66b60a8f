import { compareRuns } from '../../bench/compare/compare-runs.ts';
import type { CommandContext } from '../command/command.ts';
import { otavaText } from './otava.ts';
import type { ComparePlan } from './plan.ts';
import { publishComparison } from './publish-comparison.ts';
import { readSides } from './read-sides.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, plan: ComparePlan): Promise<number> => {
  const otava =
    plan.otava === undefined ? undefined : await context.services.prepareFile(plan.otava);
  const { runs, labels } = await readSides(context, plan.sides);
  const document = compareRuns(runs, { ...plan, labels });
  await otava?.write(otavaText([...runs.base, ...runs.changed]));
  return publishComparison(context, document, plan.format);
};
