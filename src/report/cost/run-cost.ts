import type { BenchDocument } from '../../bench/record/document.ts';
import { type CostReport, costReport } from '../../core/price/cost-report.ts';
import { currentPrices, type PriceTable } from '../../core/price/price-table.ts';
import { runUsage } from './run-usage.ts';

/**
 * What the run cost on AWS: as it was worked out when it ended, or now. Undefined where its target is no function there,
 * nothing was answered, or no price of the region is at hand.
 */
export const costOfRun = (document: BenchDocument): CostReport | undefined =>
  document.cost ?? workedOut(document, currentPrices);

/** The same with the prices that the run was given. */
export const workedOut = (document: BenchDocument, prices: PriceTable): CostReport | undefined => {
  const { subject, scenario } = document;
  // Nothing tells of an event what its invocation was billed.
  if (scenario.engine === 'event') return undefined;
  if (subject?.kind !== 'stack' && subject?.kind !== 'function') return undefined;
  const used = runUsage(document);
  return used && costReport({ ...used, prices });
};
