import type { Population } from '../record/document.ts';
import type { NetworkSummary, RequestParts } from '../record/network.ts';

/**
 * The median request of each population of a phase, taken apart: the network is one round trip, the function its init
 * and handler as Lambda reports them, the platform what is left. The parts add up; at an arrival rate to the service time.
 */
export const requestParts = (
  populations: readonly Population[],
  { roundTripMs }: Pick<NetworkSummary, 'roundTripMs'>,
): readonly RequestParts[] =>
  populations.flatMap((population): RequestParts[] => {
    const { part, start, outcome } = population;
    const { med: totalMs, count: requests = 0 } = (population.service ?? population).values;
    if (totalMs === undefined) return [];
    const networkMs = Math.min(roundTripMs.min, totalMs);
    const reported = population.function?.values['med'];
    const functionMs = reported === undefined ? null : Math.min(reported, totalMs - networkMs);
    const platformMs = functionMs === null ? null : totalMs - networkMs - functionMs;
    return [{ part, start, outcome, requests, totalMs, networkMs, functionMs, platformMs }];
  });
