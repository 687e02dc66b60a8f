import { assumedAnswerMs } from '../../bench/load/load-arithmetic.ts';
import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { FibimgError } from '../../core/error.ts';
import { gbSecondsOf, lambdaCost, operationsOf, storeCostUsd } from '../../core/price/price.ts';
import { architectures, currentPrices } from '../../core/price/price-table.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';

/** Where the memory size is not known. */
const assumedMemoryMb = 1024;

interface PricedRun {
  readonly plans: readonly PhasePlan[];
  /** Images that a filled phase may have to store. */
  readonly images: number;
  /** Environments that a warm phase may start. */
  readonly environments: number;
  readonly facts: StackFacts;
  /** Whether the function is the service, whose store takes operations. */
  readonly usesStore: boolean;
  readonly region: string;
}

/**
 * The price of a run before it is known how many requests it sends, without any free tier. A request is taken to bill
 * what an answer is assumed to take: a function alone takes less, a slow origin more.
 */
export interface RunPrice {
  /** Of one request in every phase together: n requests a phase cost n times as much. */
  readonly eachUsd: number;
  readonly preparationUsd: number;
  /** What all this rests on. */
  readonly basis: string;
}

export const priceOf = ({
  plans,
  images,
  environments,
  facts,
  usesStore,
  region,
}: PricedRun): RunPrice => {
  const memoryMb = facts.function?.memoryMb ?? assumedMemoryMb;
  const architecture =
    architectures.find((name) => name === facts.function?.architecture) ?? 'x86_64';
  const usage = { requests: 1, gbSeconds: gbSecondsOf(memoryMb, assumedAnswerMs) };
  const invocationUsd = lambdaCost(usage, { region, architecture }, currentPrices).totalUsd;
  const storeUsd = (outcome: 'stored' | 'fetched') =>
    usesStore ? storeCostUsd(operationsOf[outcome], currentPrices) : 0;
  // Of a store that is not known to be filled the dearer is assumed: every image is fetched and written.
  const phaseUsd = ({ store }: PhasePlan) =>
    invocationUsd + storeUsd(store === 'filled' ? 'stored' : 'fetched');
  const preparePhaseUsd = (plan: PhasePlan) =>
    (plan.store === 'filled' ? images * storeUsd('fetched') : 0) +
    (plan.environments === 'warm' ? environments * invocationUsd : 0);
  return {
    eachUsd: sum(plans.map(phaseUsd)),
    preparationUsd: sum(plans.map(preparePhaseUsd)),
    basis: `${assumedAnswerMs} ms billed a request assumed, ${memoryMb} MB of ${architecture} in ${region}, prices of ${currentPrices.asOf}, no free tier`,
  };
};

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

/** The most requests a phase that stay within a budget; throws where not even one does, or where more are planned. */
export const boundByCost = (
  { eachUsd, preparationUsd }: RunPrice,
  maxCostUsd: number,
  planned: number | undefined,
): number => {
  const most = Math.floor((maxCostUsd - preparationUsd) / eachUsd);
  const refuse = (what: string, usd: number): never => {
    throw new FibimgError('usage', `${what}, and nothing was sent`, {
      why: `that is expected to cost ${formatUsd(usd)}, above --max-cost ${formatUsd(maxCostUsd)}`,
      hint: 'raise --max-cost, or plan fewer requests with --max-requests',
    });
  };
  if (most < 1) refuse('--max-cost pays for not even one request', preparationUsd + eachUsd);
  if (planned !== undefined && planned > most) {
    refuse(`${planned} requests a phase are too dear`, preparationUsd + planned * eachUsd);
  }
  return most;
};
