import type { MemoryFindings } from '../../bench/lab/lab-document.ts';
import { memoryFigures } from '../../bench/lab/memory-figures.ts';
import { sweepMemory, warmRepeats } from '../../bench/lab/memory-sweep.ts';
import { FibimgError } from '../../core/error.ts';
import type { PricedPlace } from '../../core/price/price.ts';
import { repairFunction, withRenewal } from '../bench/changes/forced-cold-starts.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadedTarget } from '../command/open-target.ts';
import { allowChange, requireAllower } from './allow-change.ts';
import { countOf, expectedPrice, placeOf } from './expected-price.ts';
import { type Found, nothingFound, preparation } from './experiment.ts';
import type { LabPlan } from './plan.ts';
import { stepProgress } from './step-progress.ts';

type MemoryPlan = Extract<LabPlan, { lab: 'memory' }>;

/** Sweeps the memory sizes, and has the function as it was afterwards. */
export const findMemory = async (
  context: CommandContext,
  planned: MemoryPlan,
  target: LoadedTarget,
): Promise<Found<MemoryFindings>> => {
  const { io, report } = context;
  const { bench, sizesMb, rounds, atOnce, tolerance } = planned;
  const { system, generator, deployed } = target;
  requireResizable(target);
  const change = deployed?.renewal && {
    ...deployed.renewal,
    changes: `gives ${deployed.title} the memory sizes ${sizesMb.join(', ')} MB in turn, and with each ${deployed.renewal.changes.replace(/^sets/, 'sets')}; the memory size is put back too`,
  };
  if (change) requireAllower(context, bench, change);
  const place = placeOf(context.settings, target);
  noteLoad(context, planned, place, target);
  await repairFunction(context, bench, deployed);
  if (change) await allowChange(context, bench, change);
  const options = { breakLock: bench.breakLock, memorySizesMb: sizesMb };
  const { prepare, planOf } = preparation(bench, target, io.interrupt);
  const sweep = await withRenewal(context, options, change, () =>
    sweepMemory({
      ...{ system, engine: generator.engine, sizesMb, rounds, atOnce, prepare, planOf },
      ...{ seed: bench.seed, signal: io.interrupt, during: stepProgress({ io, report }) },
    }),
  );
  const figures = memoryFigures(sweep, {
    ...{ sizesMb, place, prices: target.prices, tolerance, seed: bench.seed },
  });
  if (figures.sizes.every(({ warmMs }) => warmMs === null)) {
    io.interrupt.throwIfAborted();
    throw sweep.failure ?? nothingFound(target, sweep.failures[0]?.why);
  }
  const enforced = bench.system.kind !== 'local';
  const findings = {
    ...({ lab: 'memory', rounds, atOnce, tolerance, enforced } as const),
    pricedAs: { ...place, asOf: target.prices.asOf },
    ...figures,
    ...(!enforced && { knee: null, cheapest: null }),
    cells: sweep.cells,
  };
  return { findings, failure: sweep.failure };
};

const requireResizable = ({ system }: LoadedTarget): void => {
  if (system.resize !== undefined) return;
  const { freshEnvironments } = system.capabilities;
  throw new FibimgError('usage', `the memory size of ${system.target} cannot be changed`, {
    why: freshEnvironments.can ? 'it has none' : freshEnvironments.why,
    hint: 'name the function without a version, and leave out --cold-method none',
  });
};

const noteLoad = (
  { report }: CommandContext,
  { sizesMb, rounds, atOnce, bench }: MemoryPlan,
  place: PricedPlace,
  target: LoadedTarget,
): void => {
  const requests = rounds * atOnce * (1 + warmRepeats);
  const loads = sizesMb.map((memoryMb) => ({ requests, memoryMb }));
  const price = expectedPrice(loads, place, bench, target);
  report.note(
    `${countOf(sizesMb.length, 'size')}, ${countOf(rounds, 'round')}, ${atOnce} at once: ${countOf(requests * sizesMb.length, 'request')}${price}`,
  );
};
