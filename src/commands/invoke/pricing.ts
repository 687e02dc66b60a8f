import type { Pricing } from '../../report/cards/timing-line.ts';
import type { InvokeJob } from './job.ts';

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
