import type { MemoryFindings } from '../../bench/lab/lab-document.ts';
import { memoryFigures } from '../../bench/lab/memory-figures.ts';
import { sweepMemory, warmRepeats } from '../../bench/lab/memory-sweep.ts';
import { assumedAnswerMs } from '../../bench/load/load-arithmetic.ts';
import { FibimgError } from '../../core/error.ts';
import { formatCount } from '../../core/format-count.ts';
import {
  gbSecondsOf,
  lambdaCost,
  type PricedPlace,
  requirePriced,
} from '../../core/price/price.ts';
import { architectures } from '../../core/price/price-table.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';
import { repairFunction, withRenewal } from '../bench/changes/forced-cold-starts.ts';
import type { CommandContext } from '../command/command.ts';
import type { LoadedTarget } from '../command/open-target.ts';
import { allowChange, requireAllower } from './allow-change.ts';
import { nothingFound, preparation } from './experiment.ts';
import type { LabPlan } from './plan.ts';

type MemoryPlan = Extract<LabPlan, { lab: 'memory' }>;

/** Sweeps the memory sizes, and has the function as it was afterwards. */
export const findMemory = async (
  context: CommandContext,
  planned: MemoryPlan,
  target: LoadedTarget,
): Promise<MemoryFindings> => {
  const { io, report } = context;
  const { bench, sizesMb, rounds, atOnce, tolerance } = planned;
  const { system, generator, deployed } = target;
  requireResizable(target);
  const change = deployed?.renewal && {
    ...deployed.renewal,
    changes: `gives ${deployed.title} the memory sizes ${sizesMb.join(', ')} MB in turn, and with each ${deployed.renewal.changes.replace(/^sets/, 'sets')}; the memory size is put back too`,
  };
  if (change) requireAllower(context, bench, change);
  const place = placeOf(context, target);
  noteLoad(context, planned, place, target);
  await repairFunction(context, bench, deployed);
  if (change) await allowChange(context, bench, change);
  const options = { breakLock: bench.breakLock, memorySizesMb: sizesMb };
  const { prepare, planOf } = preparation(bench, target, io.interrupt);
  const sweep = await withRenewal(context, options, change, () =>
    sweepMemory({
      ...{ system, engine: generator.engine, sizesMb, rounds, atOnce, prepare, planOf },
      ...{ seed: bench.seed, signal: io.interrupt, during: report.during },
    }),
  );
  const figures = memoryFigures(sweep, {
    ...{ sizesMb, place, prices: target.prices, tolerance, seed: bench.seed },
  });
  if (figures.sizes.every(({ warmMs }) => warmMs === null)) {
    io.interrupt.throwIfAborted();
    throw nothingFound(target, sweep.failures[0]?.why);
  }
  const enforced = bench.system.kind !== 'local';
  return {
    ...{ lab: 'memory', rounds, atOnce, tolerance, enforced },
    pricedAs: { ...place, asOf: target.prices.asOf },
    ...figures,
    ...(!enforced && { knee: null, cheapest: null }),
    cells: sweep.cells,
  };
};

const requireResizable = ({ system }: LoadedTarget): void => {
  if (system.resize !== undefined) return;
  const { freshEnvironments } = system.capabilities;
  throw new FibimgError('usage', `the memory size of ${system.target} cannot be changed`, {
    why: freshEnvironments.can ? 'it has none' : freshEnvironments.why,
    hint: 'name the function without a version, and leave out --cold-method none',
  });
};

/** On this machine as if it ran in AWS's first region. */
const placeOf = ({ settings }: CommandContext, { deployed }: LoadedTarget): PricedPlace => {
  const facts = deployed?.facts;
  return {
    region: facts?.stack.region ?? settings.region.value ?? 'us-east-1',
    architecture: architectures.find((name) => name === facts?.function?.architecture) ?? 'x86_64',
  };
};

const noteLoad = (
  { report }: CommandContext,
  { sizesMb, rounds, atOnce, bench: { maxCostUsd } }: MemoryPlan,
  place: PricedPlace,
  { prices, deployed }: LoadedTarget,
): void => {
  const each = rounds * atOnce * (1 + warmRepeats);
  const gbSeconds = sizesMb.reduce((sum, mb) => sum + each * gbSecondsOf(mb, assumedAnswerMs), 0);
  const requests = each * sizesMb.length;
  const totalUsd = lambdaCost({ requests, gbSeconds }, place, prices)?.totalUsd;
  const price = deployed && totalUsd !== undefined ? `, expected price ${formatUsd(totalUsd)}` : '';
  report.note(
    `${sizesMb.length} sizes, ${rounds} rounds, ${atOnce} at once: ${formatCount(requests)} requests${price}`,
  );
  if (maxCostUsd === undefined) return;
  requirePriced(place, prices);
  if (totalUsd === undefined || totalUsd <= maxCostUsd) return;
  throw new FibimgError('usage', 'the sweep is too dear, and nothing was sent', {
    why: `it is expected to cost ${formatUsd(totalUsd)}, above --max-cost ${formatUsd(maxCostUsd)}`,
    hint: 'raise --max-cost, or sweep fewer sizes, rounds or requests at once (--burst)',
  });
};
