import { FibimgError } from '../error.ts';
import { type PurgeOptions, purge } from './purge.ts';
import { planPurge } from './purge-plan.ts';
import { nameOf, type PurgeTarget } from './purge-target.ts';

/** Empties a target and lists it again: what is left afterwards, for whatever reason, is an error. */
export const emptyTarget = async (
  target: PurgeTarget,
  title: string,
  options: PurgeOptions,
): Promise<void> => {
  const { limiter, signal } = options;
  const { stoppedBy, leftovers, interrupted } = await purge(target, options);
  if (stoppedBy !== undefined) throw stoppedBy;
  if (interrupted) signal?.throwIfAborted();
  const { total, samples } = await planPurge(target, limiter, signal);
  if (total === 0) return;
  const [first] = leftovers;
  throw new FibimgError('storage', `${total} things of ${title} are left`, {
    why:
      first === undefined
        ? `something is still writing there: ${samples[0]}`
        : `${nameOf(first.thing)}: ${first.why}`,
    hint: 'fibimg purge names them',
  });
};
