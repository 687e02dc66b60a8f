import { lambdaCost, type PricedPlace } from './price.ts';
import type { PriceTable } from './price-table.ts';
import {
  type BreakEven,
  provisionedBreakEven,
  type Usage,
  type UsageCost,
  usageCost,
  usageFor,
} from './usage-cost.ts';

/** What billed durations rest on: REPORT lines, the function's own times, what clients waited for, or a person's word. */
export type DurationBasis = 'billed' | 'function' | 'client' | 'given';

/** What some usage costs, seen from all sides. */
export interface CostReport {
  readonly place: PricedPlace;
  readonly basis: DurationBasis;
  readonly usage: Usage;
  /** Without the free tier. */
  readonly cost: UsageCost;
  /** As if nothing else of the account had used the month's free tier. */
  readonly freeTierCost: UsageCost;
  /** Of a million such requests. */
  readonly million: UsageCost;
  /** Where it is known how many requests there are a month. */
  readonly month?: {
    readonly requests: number;
    readonly cost: UsageCost;
    readonly freeTierCost: UsageCost;
  };
  /** Null where there was none. */
  readonly coldStarts: ColdStartCost | null;
  /** Null where the region has no price of it here. */
  readonly provisioned: BreakEven | null;
  /** The day on which the prices were read. */
  readonly asOf: string;
  /** Sentences: what was assumed, and what is not in it. */
  readonly notes: readonly string[];
}

interface ColdStartCost {
  /** Of the requests. */
  readonly share: number;
  readonly billedInitMs: number;
  /** What initialisations add to a million requests, and to a million cold starts. */
  readonly usdPerMillionRequests: number;
  readonly usdPerMillionColdStarts: number;
}

interface CostQuestion {
  readonly usage: Usage;
  readonly place: PricedPlace;
  readonly basis: DurationBasis;
  readonly prices: PriceTable;
  readonly notes: readonly string[];
  readonly requestsAMonth?: number | undefined;
}

/** Undefined where no price of the region is at hand. */
export const costReport = (question: CostQuestion): CostReport | undefined => {
  const { usage, place, basis, prices, requestsAMonth } = question;
  const both = (of: Usage) => {
    const cost = usageCost(of, place, prices);
    const freeTierCost = usageCost(of, place, prices, 'free tier');
    return cost && freeTierCost && { cost, freeTierCost };
  };
  const own = both(usage);
  const million = usageCost(usageFor(usage, 1e6), place, prices);
  if (own === undefined || million === undefined) return undefined;
  const month = requestsAMonth === undefined ? undefined : both(usageFor(usage, requestsAMonth));
  return {
    ...{ place, basis, usage, ...own, million },
    ...(requestsAMonth !== undefined && month && { month: { requests: requestsAMonth, ...month } }),
    coldStarts: coldStartCost(usage, million, place, prices),
    provisioned: provisionedBreakEven(usage, place, prices) ?? null,
    asOf: prices.asOf,
    notes: [...question.notes, ...elsewhere(place)],
  };
};

const coldStartCost = (
  { coldStarts, requests, initMs, memoryMb }: Usage,
  million: UsageCost,
  place: PricedPlace,
  prices: PriceTable,
): ColdStartCost | null => {
  if (coldStarts === 0 || requests === 0) return null;
  const billedInitMs = initMs / coldStarts;
  const gbSeconds = (memoryMb / 1024) * (billedInitMs / 1000);
  const each = lambdaCost({ requests: 0, gbSeconds }, place, prices)?.durationUsd ?? 0;
  return {
    ...{ share: coldStarts / requests, billedInitMs },
    usdPerMillionRequests: million.initUsd,
    usdPerMillionColdStarts: each * 1e6,
  };
};

const elsewhere = ({ region }: PricedPlace): readonly string[] =>
  region === 'us-east-1'
    ? []
    : ['S3, DynamoDB and data out are at the prices of us-east-1; --prices FILE has others'];
