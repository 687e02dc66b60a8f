import { parsePrices } from '../../core/price/price-file.ts';
import { currentPrices, type PriceTable } from '../../core/price/price-table.ts';
import type { Pricing } from '../../report/cards/timing-line.ts';
import type { CommandContext } from '../command/command.ts';
import type { InvokeJob } from './job.ts';
import type { InvokePlan } from './plan.ts';

/** The prices of `--prices`, else the current ones. */
export const readPrices = async (
  { prices }: InvokePlan,
  { services }: CommandContext,
): Promise<PriceTable> => {
  if (prices === undefined) return currentPrices;
  const bytes = await services.readFile(prices);
  return parsePrices(new TextDecoder().decode(bytes), prices);
};

/**
 * Where the function runs. Asked after the calls, so as not to disturb them; where the architecture is unknown, the
 * dearer x86_64 is assumed. After Ctrl-C the summary is still printed, so its signal is ignored here.
 */
export const findPricing = async (
  { invoker, request, options, prices }: InvokeJob,
  signal: AbortSignal,
): Promise<Pricing> => {
  const open = signal.aborted ? undefined : signal;
  const { functionName, qualifier } = request;
  const { region, architecture } = await invoker.place(functionName, qualifier, open);
  const known = options.architecture ?? architecture;
  return {
    place: { region: region ?? 'us-east-1', architecture: known ?? 'x86_64' },
    assumed: known === undefined,
    prices,
  };
};
