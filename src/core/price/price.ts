import type { ImageOutcome } from '../service/image-service.ts';
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

/** Lambda's price of a month's usage; the free tier is not subtracted. */
export const lambdaCost = (
  usage: LambdaUsage,
  { region, architecture }: PricedPlace,
  prices: PriceTable,
): LambdaCost => {
  const tiers = prices.lambda.regions[region]?.[architecture] ?? prices.lambda.tiers[architecture];
  const requestsUsd = (usage.requests * prices.lambda.usdPerMillionRequests) / 1e6;
  const durationUsd = tieredUsd(usage.gbSeconds, tiers);
  return { requestsUsd, durationUsd, totalUsd: requestsUsd + durationUsd };
};

/** One invocation, as far as its bill depends on it. */
interface PricedInvocation extends TimedInvocation {
  readonly memorySizeMb?: number | undefined;
}

/** What one invocation costs; undefined where memory or billed duration is not known. */
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

/** Calls on the store. */
interface StoreOperations {
  readonly s3Reads: number;
  readonly s3Writes: number;
  readonly dynamodbReadUnits: number;
  readonly dynamodbWriteUnits: number;
}

/** What one request does to the store; an image's item is below 1 KB, its reads are strongly consistent. */
export const operationsOf: Readonly<Record<ImageOutcome, StoreOperations>> = {
  stored: { s3Reads: 1, s3Writes: 0, dynamodbReadUnits: 1, dynamodbWriteUnits: 0 },
  fetched: { s3Reads: 1, s3Writes: 2, dynamodbReadUnits: 1, dynamodbWriteUnits: 1 },
};

/** What the store's calls cost with a table on demand. */
export const storeCostUsd = (operations: StoreOperations, { s3, dynamodb }: PriceTable): number =>
  (operations.s3Reads * s3.usdPerThousandReads + operations.s3Writes * s3.usdPerThousandWrites) /
    1e3 +
  (operations.dynamodbReadUnits * dynamodb.usdPerMillionReadUnits +
    operations.dynamodbWriteUnits * dynamodb.usdPerMillionWriteUnits) /
    1e6;

const tieredUsd = (gbSeconds: number, tiers: readonly Tier[]): number => {
  let usd = 0;
  for (const [index, { fromGbSeconds, usdPerGbSecond }] of tiers.entries()) {
    const untilGbSeconds = tiers[index + 1]?.fromGbSeconds ?? Number.POSITIVE_INFINITY;
    usd += Math.max(0, Math.min(gbSeconds, untilGbSeconds) - fromGbSeconds) * usdPerGbSecond;
  }
  return usd;
};
