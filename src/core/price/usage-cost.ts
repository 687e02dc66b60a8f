import { gbSecondsOf, lambdaCost, type PricedPlace } from './price.ts';
import type { PriceTable } from './price-table.ts';
import { type StoreOperations, storeCost } from './store-cost.ts';

/** What is to be paid for. Sums, not means. */
export interface Usage {
  readonly memoryMb: number;
  readonly requests: number;
  /** Initialisations within it included. */
  readonly billedMs: number;
  /** The part of it that cold starts are billed for their initialisations. */
  readonly initMs: number;
  readonly coldStarts: number;
  /** Calls on the store that are paid by the call; undefined where they are not known. */
  readonly operations: StoreOperations | undefined;
  /** What answers are long, where they leave AWS; undefined where that is not known. */
  readonly bytesOut: number | undefined;
}

/** In US dollars. */
export interface UsageCost {
  readonly requestsUsd: number;
  readonly durationUsd: number;
  /** The part of the duration that cold starts cost. */
  readonly initUsd: number;
  readonly s3Usd: number;
  readonly dynamodbUsd: number;
  readonly dataOutUsd: number;
  readonly totalUsd: number;
}

/** The same usage for another number of requests. */
export const usageFor = (usage: Usage, requests: number): Usage => {
  const factor = usage.requests === 0 ? 0 : requests / usage.requests;
  const { operations, bytesOut } = usage;
  return {
    ...{ memoryMb: usage.memoryMb, requests, billedMs: usage.billedMs * factor },
    ...{ initMs: usage.initMs * factor, coldStarts: usage.coldStarts * factor },
    operations: operations && {
      s3Reads: operations.s3Reads * factor,
      s3Writes: operations.s3Writes * factor,
      dynamodbReadUnits: operations.dynamodbReadUnits * factor,
      dynamodbWriteUnits: operations.dynamodbWriteUnits * factor,
    },
    bytesOut: bytesOut === undefined ? undefined : bytesOut * factor,
  };
};

/** Whether the account's monthly free amounts are taken off, as if nothing else had used any of them. */
type FreeTier = 'free tier' | 'no free tier';

/** What a month's usage costs; undefined where no price of the region is at hand. What is not known costs nothing here. */
export const usageCost = (
  usage: Usage,
  place: PricedPlace,
  prices: PriceTable,
  freeTier: FreeTier = 'no free tier',
): UsageCost | undefined => {
  const { lambda, dataOut } = prices;
  const free = (amount: number, allowance: number): number =>
    freeTier === 'free tier' ? Math.max(0, amount - allowance) : amount;
  const gbSeconds = gbSecondsOf(usage.memoryMb, usage.billedMs);
  const paid = {
    requests: free(usage.requests, lambda.freeRequests),
    gbSeconds: free(gbSeconds, lambda.freeGbSeconds),
  };
  const compute = lambdaCost(paid, place, prices);
  if (compute === undefined) return undefined;
  const { requestsUsd, durationUsd } = compute;
  const { s3Usd, dynamodbUsd } = usage.operations
    ? storeCost(usage.operations, prices)
    : { s3Usd: 0, dynamodbUsd: 0 };
  const gbOut = free((usage.bytesOut ?? 0) / 2 ** 30, dataOut.freeGb);
  const dataOutUsd = gbOut * dataOut.usdPerGb;
  const initUsd = usage.billedMs === 0 ? 0 : durationUsd * (usage.initMs / usage.billedMs);
  const totalUsd = requestsUsd + durationUsd + s3Usd + dynamodbUsd + dataOutUsd;
  return { requestsUsd, durationUsd, initUsd, s3Usd, dynamodbUsd, dataOutUsd, totalUsd };
};

/** From where on environments that are kept ready cost less than those that come when they are needed. */
export interface BreakEven {
  /** Requests a second on each environment. */
  readonly ratePerEnvironment: number;
  /** The share of the time that it is then at work; above 1 it is never reached. */
  readonly busyShare: number;
}

/**
 * Where the price of keeping one environment ready equals what its requests save: the difference of the two prices of
 * a GB-second, and the initialisations that nobody waits for. Memory cancels out. Undefined where nothing is billed or
 * the region has no such price here. Without the free tier, which provisioned concurrency does not have.
 */
export const provisionedBreakEven = (
  usage: Usage,
  place: PricedPlace,
  prices: PriceTable,
): BreakEven | undefined => {
  const ready = prices.lambda.provisioned[place.region]?.[place.architecture];
  const onDemand = lambdaCost({ requests: 0, gbSeconds: 1 }, place, prices)?.durationUsd;
  if (ready === undefined || onDemand === undefined || usage.requests === 0) return undefined;
  const initS = usage.initMs / usage.requests / 1000;
  const handlerS = usage.billedMs / usage.requests / 1000 - initS;
  const savedUsd = (onDemand - ready.usdPerGbSecondUsed) * handlerS + onDemand * initS;
  if (savedUsd <= 0 || handlerS <= 0) return undefined;
  const ratePerEnvironment = ready.usdPerGbSecond / savedUsd;
  return { ratePerEnvironment, busyShare: ratePerEnvironment * handlerS };
};
