import type { Sample } from '../../bench/engine/sample.ts';
import { assumedAnswerMs } from '../../bench/load/load-arithmetic.ts';
import type { PhasePlan } from '../../bench/phases/phase-plan.ts';
import { FibimgError } from '../../core/error.ts';
import { gbSecondsOf, lambdaCost, type PricedPlace } from '../../core/price/price.ts';
import { architectures, type PriceTable } from '../../core/price/price-table.ts';
import { operationsOf, storeCostUsd } from '../../core/price/store-cost.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import { formatUsd } from '../../report/cards/timing-line.ts';
import type { Experiment } from './experiment.ts';

/** Where the memory size is not known. */
const assumedMemoryMb = 1024;

/** A burst's requests are sent once and then three times more, and before it once where that fills the store. */
const requestsForColdStart = 5;

interface PricedRun {
  readonly experiment: Pick<Experiment, 'plans' | 'rounds' | 'coldStarts'>;
  /** Images that a filled phase may have to store. */
  readonly images: number;
  /** Environments that a warm phase may start. */
  readonly environments: number;
  readonly facts: Pick<StackFacts, 'function'>;
  /** Whether the function is the service, whose store takes operations. */
  readonly usesStore: boolean;
  readonly region: string;
  readonly prices: PriceTable;
}

/**
 * The price of a run before it is known how many requests it sends, without any free tier. A request is taken to bill
 * what an answer is assumed to take: a function alone takes less, a slow origin more.
 */
export interface RunPrice {
  /** Of one request in every phase together: n requests a phase cost n times as much. */
  readonly eachUsd: number;
  /** Of what is done beside the phases: filling, warming and cold starts made on purpose, in all rounds. */
  readonly preparationUsd: number;
  /** What all this rests on. */
  readonly basis: string;
  /** What one request costs that has ended: what was billed, else at most what its client waited for. */
  readonly ofSample: (sample: Sample) => number;
}

/** Undefined where no price of the region is at hand. */
export const priceOf = (run: PricedRun): RunPrice | undefined => {
  const { experiment, images, environments, facts, usesStore, region, prices } = run;
  const memoryMb = facts.function?.memoryMb ?? assumedMemoryMb;
  const architecture =
    architectures.find((name) => name === facts.function?.architecture) ?? 'x86_64';
  const invocationUsd = invocationPrice(memoryMb, { region, architecture }, prices);
  if (invocationUsd === undefined) return undefined;
  const assumedUsd = invocationUsd(assumedAnswerMs);
  const { plans, rounds, coldStarts } = experiment;
  const storeUsd = (outcome: 'stored' | 'fetched') =>
    usesStore ? storeCostUsd(operationsOf[outcome], prices) : 0;
  // Of a store that is not known to be filled the dearer is assumed: every image is fetched and written.
  const phaseUsd = ({ store }: PhasePlan) =>
    assumedUsd + storeUsd(store === 'filled' ? 'stored' : 'fetched');
  const preparePhaseUsd = (plan: PhasePlan) =>
    (plan.store === 'filled' ? images * storeUsd('fetched') : 0) +
    (plan.environments === 'warm' ? environments * assumedUsd : 0);
  const coldStartsUsd =
    (coldStarts?.wanted ?? 0) * requestsForColdStart * (assumedUsd + storeUsd('stored'));
  return {
    eachUsd: sum(plans.map(phaseUsd)),
    preparationUsd: rounds * sum(plans.map(preparePhaseUsd)) + coldStartsUsd,
    basis: `${assumedAnswerMs} ms billed a request assumed, ${memoryMb} MB of ${architecture} in ${region}, prices of ${prices.asOf}, no free tier`,
    ofSample: (sample) => {
      // What Lambda refuses it does not bill.
      if (sample.class === 'throttled') return 0;
      const { billedDurationMs = (sample.endedUs - sample.startedUs) / 1000, outcome } = sample;
      return invocationUsd(billedDurationMs) + storeUsd(outcome === 'stored' ? outcome : 'fetched');
    },
  };
};

/** The price of one request by what it is billed. A run is far from the second tier. */
const invocationPrice = (memoryMb: number, place: PricedPlace, prices: PriceTable) => {
  const cost = lambdaCost({ requests: 1, gbSeconds: gbSecondsOf(memoryMb, 1) }, place, prices);
  return cost && ((billedMs: number): number => cost.requestsUsd + billedMs * cost.durationUsd);
};

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

/** Refuses a plan above the budget, or one that does not pay for a single request. */
export const requireWithinBudget = (
  { eachUsd, preparationUsd }: RunPrice,
  maxCostUsd: number,
  planned: number | undefined,
): void => {
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
};

/** What a run has spent by its requests so far, against what it may. */
export interface Spend {
  readonly maxUsd: number;
  sample(sample: Sample): void;
  /** With what so many requests under way will have cost, each as much as those that ended. */
  spentUsd(underWay?: number): number;
}

/** What is done beside the phases counts from the start, as it was expected. */
export const createSpend = (
  { preparationUsd, ofSample }: Pick<RunPrice, 'preparationUsd' | 'ofSample'>,
  maxUsd: number,
): Spend => {
  let [usd, ended] = [0, 0];
  return {
    maxUsd,
    sample: (sample) => {
      usd += ofSample(sample);
      ended += 1;
    },
    spentUsd: (underWay = 0) => preparationUsd + usd + (ended === 0 ? 0 : (usd / ended) * underWay),
  };
};
