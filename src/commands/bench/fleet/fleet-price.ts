import { scheduleMs } from '../../../bench/load/load-arithmetic.ts';
import { FibimgError } from '../../../core/error.ts';
import { fleetTask } from '../../../core/fleet/fleet-place.ts';
import { fleetUsd } from '../../../core/price/fleet-price.ts';
import type { PriceTable } from '../../../core/price/price-table.ts';
import { formatUsd } from '../../../report/cards/timing-line.ts';
import { formatGoDuration } from '../../../report/k6/k6-duration.ts';
import type { BenchOptions } from '../options/plan.ts';

/** To fetch the image, check in, and hand in the result. */
const aroundLoadSeconds = 60;
const beatSeconds = 2;

/** What the tasks of a run are expected to cost, and that in words. */
export const priceOfFleet = (
  { load }: Pick<BenchOptions, 'load'>,
  tasks: number,
  prices: PriceTable,
) => {
  const seconds = Math.ceil(scheduleMs(load) / 1000) + aroundLoadSeconds;
  const usd = fleetUsd({ ...fleetTask, tasks, seconds, beatSeconds }, prices);
  const size = `${fleetTask.vcpus} vCPUs and ${fleetTask.memoryGb} GB of ${fleetTask.architecture}`;
  const each = `${tasks} ${tasks === 1 ? 'task' : 'tasks'} of ${size}`;
  const text = `fleet: ${each}, for about ${formatGoDuration(seconds * 1000)}: ${formatUsd(usd)} (prices of us-east-1, ${prices.asOf})`;
  return { usd, text };
};

/** What is left of the budget for requests; throws where the tasks alone are dearer. */
export const afterFleet = (
  maxCostUsd: number | undefined,
  usd: number,
): { readonly maxCostUsd: number | undefined } => {
  if (maxCostUsd === undefined || maxCostUsd > usd) {
    return { maxCostUsd: maxCostUsd === undefined ? undefined : maxCostUsd - usd };
  }
  throw new FibimgError('usage', 'the fleet alone is too dear, and nothing was started', {
    why: `it is expected to cost ${formatUsd(usd)}, and --max-cost is ${formatUsd(maxCostUsd)}`,
    hint: 'raise --max-cost, or ask for fewer tasks',
  });
};
