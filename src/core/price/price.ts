import { FibimgError } from '../error.ts';
import { billedMsOf, type TimedInvocation } from './billed-duration.ts';
import type { Architecture, PriceTable, Tier } from './price-table.ts';

/** Where and on what a function runs, as far as the price depends on it. */
export interface PricedPlace {
  readonly region: string;
  readonly architecture: Architecture;
}

interface LambdaUsage {
  readonly requests: number;
  readonly gbSeconds: number;
}

interface LambdaCost {
  readonly requestsUsd: number;
  readonly durationUsd: number;
  readonly totalUsd: number;
}

/** GB-seconds as Lambda counts them: 1 GB is 1,024 MB. */
export const gbSecondsOf = (memoryMb: number, billedMs: number): number =>
  (memoryMb / 1024) * (billedMs / 1000);

/** What a GB-second costs there; undefined where no price of the region is at hand. */
const tiersAt = (
  { region, architecture }: PricedPlace,
  { lambda }: PriceTable,
): readonly Tier[] | undefined =>
  lambda.regions[region]?.[architecture] ??
  (lambda.alike.includes(region) ? lambda.tiers[architecture] : undefined);

/** Refuses a region without a price: another region's would be a guess. */
export const requirePriced = (place: PricedPlace, prices: PriceTable): void => {
  if (tiersAt(place, prices) !== undefined) return;
  const { region, architecture } = place;
  throw new FibimgError('config', `there is no price of ${architecture} in ${region} at hand`, {
    why: 'prices differ between regions, and those of this one are not in the table',
    hint: `--prices FILE with lambda.regions.${region}.${architecture}, or --region of another`,
  });
};

/**
 * Lambda's price of a month's usage; the free tier is not subtracted. Undefined where no price of the region is at
 * hand.
 */
export const lambdaCost = (
  usage: LambdaUsage,
  place: PricedPlace,
  prices: PriceTable,
): LambdaCost | undefined => {
  const tiers = tiersAt(place, prices);
  if (tiers === undefined) return undefined;
  const requestsUsd = (usage.requests * prices.lambda.usdPerMillionRequests) / 1e6;
  const durationUsd = tieredUsd(usage.gbSeconds, tiers);
  return { requestsUsd, durationUsd, totalUsd: requestsUsd + durationUsd };
};

/** One invocation, as far as its bill depends on it. */
interface PricedInvocation extends TimedInvocation {
  readonly memorySizeMb?: number | undefined;
}

/** What one invocation costs; undefined where memory, billed duration or price is not known. */
export const invocationCost = (
  invocation: PricedInvocation,
  place: PricedPlace,
  prices: PriceTable,
): LambdaCost | undefined => {
  const { memorySizeMb } = invocation;
  const billedMs = billedMsOf(invocation);
  if (memorySizeMb === undefined || billedMs === undefined) return undefined;
  return lambdaCost({ requests: 1, gbSeconds: gbSecondsOf(memorySizeMb, billedMs) }, place, prices);
};

const tieredUsd = (gbSeconds: number, tiers: readonly Tier[]): number => {
  let usd = 0;
  for (const [index, { fromGbSeconds, usdPerGbSecond }] of tiers.entries()) {
    const untilGbSeconds = tiers[index + 1]?.fromGbSeconds ?? Number.POSITIVE_INFINITY;
    usd += Math.max(0, Math.min(gbSeconds, untilGbSeconds) - fromGbSeconds) * usdPerGbSecond;
  }
  return usd;
};
