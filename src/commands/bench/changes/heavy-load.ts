import type { Load } from '../../../bench/load/load.ts';
import {
  mostInFlight,
  mostRequests,
  peakRate,
  scheduleMs,
} from '../../../bench/load/load-arithmetic.ts';
import { heavyAbove } from '../../../bench/load/load-limits.ts';
import { FibimgError } from '../../../core/error.ts';

/** Refuses a heavy load on what is not this machine's when nobody has confirmed it. */
export const requireConsent = (where: string, load: Load, allowLoad: boolean): void => {
  const why = heaviness(load);
  if (allowLoad || why === undefined) return;
  throw new FibimgError('usage', `this is a heavy load on ${where}, and nothing was sent`, {
    why,
    hint: 'add --allow-load if it is yours to load, or lower the load with --max-requests',
  });
};

const heaviness = (load: Load): string | undefined => {
  const requests = mostRequests(load);
  const inFlight = mostInFlight(load);
  const rate = peakRate(load);
  const mostVus = rate === undefined ? heavyAbove.vus : heavyAbove.pooledVus;
  const above = (amount: number, most: number, unit: string): string | undefined =>
    amount > most ? `${amount} ${unit}; up to ${most} need no --allow-load` : undefined;
  return (
    above(requests ?? 0, heavyAbove.requests, 'requests') ??
    above(rate ?? 0, heavyAbove.rate, 'requests a second') ??
    above(inFlight, mostVus, 'virtual users') ??
    (requests === undefined
      ? above(scheduleMs(load) / 1000, heavyAbove.durationMs / 1000, 'seconds')
      : undefined)
  );
};
