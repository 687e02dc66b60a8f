import { assumedAnswerMs } from '../../bench/load/load-arithmetic.ts';
import type { Settings } from '../../config/settings.ts';
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
import type { BenchOptions } from '../bench/options/plan.ts';
import type { LoadedTarget } from '../command/open-target.ts';

/** On this machine as if it ran in AWS's first region. */
export const placeOf = (settings: Settings, { deployed }: LoadedTarget): PricedPlace => {
  const facts = deployed?.facts;
  return {
    region: facts?.stack.region ?? settings.region.value ?? 'us-east-1',
    architecture: architectures.find((name) => name === facts?.function?.architecture) ?? 'x86_64',
  };
};

export const countOf = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/**
 * What requests are expected to cost, as the end of a note: empty on this machine, and where there is no price.
 *
 * @throws FibimgError where that is above `--max-cost`, or nobody can tell.
 */
export const expectedPrice = (
  loads: readonly { readonly requests: number; readonly memoryMb: number }[],
  place: PricedPlace,
  { maxCostUsd }: BenchOptions,
  { prices, deployed }: LoadedTarget,
): string => {
  const requests = loads.reduce((sum, load) => sum + load.requests, 0);
  const gbSeconds = loads.reduce(
    (sum, load) => sum + load.requests * gbSecondsOf(load.memoryMb, assumedAnswerMs),
    0,
  );
  const totalUsd = lambdaCost({ requests, gbSeconds }, place, prices)?.totalUsd;
  if (maxCostUsd !== undefined) requirePriced(place, prices);
  if (maxCostUsd !== undefined && totalUsd !== undefined && totalUsd > maxCostUsd) {
    throw new FibimgError('usage', 'the experiment is too dear, and nothing was sent', {
      why: `it is expected to cost ${formatUsd(totalUsd)}, above --max-cost ${formatUsd(maxCostUsd)}`,
      hint: 'raise --max-cost, or have fewer requests (--rounds, --burst, --memory, --waits)',
    });
  }
  return deployed && totalUsd !== undefined ? `, expected price ${formatUsd(totalUsd)}` : '';
};

/** The function's memory size; Lambda's most common one where it is not known. */
export const memoryOf = ({ deployed }: LoadedTarget): number =>
  deployed?.facts?.function?.memoryMb ?? 1024;
