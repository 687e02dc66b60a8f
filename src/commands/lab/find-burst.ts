import { burstSteps, runBursts } from '../../bench/lab/burst.ts';
import { type BurstFindings, documentedRamp } from '../../bench/lab/lab-document.ts';
import { repairFunction, withRenewal } from '../bench/changes/forced-cold-starts.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadedTarget } from '../command/open-target.ts';
import { allowChange, requireAllower } from './allow-change.ts';
import { countOf, expectedPrice, memoryOf, placeOf } from './expected-price.ts';
import { type Found, nothingFound, preparation } from './experiment.ts';
import type { LabPlan } from './plan.ts';
import { stepProgress } from './step-progress.ts';

/** Bursts on new environments, where the target can have them; a deployed function is as it was afterwards. */
export const findBurst = async (
  context: CommandContext,
  { bench, rounds, most }: Extract<LabPlan, { lab: 'burst' }>,
  target: LoadedTarget,
): Promise<Found<BurstFindings>> => {
  const { io, report } = context;
  const { system, generator, deployed } = target;
  const change = deployed?.renewal;
  if (change) requireAllower(context, bench, change);
  const steps = burstSteps(most);
  const requests = rounds * steps.reduce((sum, step) => sum + step, 0);
  const place = placeOf(context.settings, target);
  const loads = [{ requests, memoryMb: memoryOf(target) }];
  report.note(
    `up to ${most} at once, ${countOf(rounds, 'round')}: ${countOf(requests, 'request')} in ${countOf(rounds * steps.length, 'burst')}${expectedPrice(loads, place, bench, target)}`,
  );
  await repairFunction(context, bench, deployed);
  if (change) await allowChange(context, bench, change);
  const { prepare, planOf } = preparation(bench, target, io.interrupt);
  const found = await withRenewal(context, bench, change, () =>
    runBursts({
      ...{ system, engine: generator.engine, steps, rounds, prepare, planOf },
      ...{ signal: io.interrupt, during: stepProgress({ io, report }) },
    }),
  );
  if (found.length === 0) {
    io.interrupt.throwIfAborted();
    throw nothingFound(target, undefined);
  }
  const renewed = system.capabilities.freshEnvironments.can;
  return { findings: { lab: 'burst', renewed, steps: found, ramp: documentedRamp } };
};
