import { invocationCost, type PricedPlace } from '../../core/price/price.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import type { InvocationReport, LogEvidence } from '../../core/report-line/report-line.ts';
import { formatMs } from '../text/number-format.ts';

/** What an invocation is priced by. */
export interface Pricing {
  readonly place: PricedPlace;
  /** The architecture is not known. */
  readonly assumed: boolean;
  readonly prices: PriceTable;
}

/** Time, memory and price of one call in one line; what the log does not tell is left out. */
export const timingLine = (clientMs: number, evidence: LogEvidence, pricing: Pricing): string => {
  const { report } = evidence;
  const start = `${startWords[evidence.start]}: ${formatMs(clientMs)} at the client`;
  if (report === undefined) return `${start}; the log has no REPORT of it`;
  return [start, durations(report, clientMs), memory(report), price(report, pricing)]
    .filter((part) => part !== '')
    .join('; ');
};

const startWords = { cold: 'cold start', warm: 'warm', unknown: 'start unknown' } as const;

const durations = (report: InvocationReport, clientMs: number): string =>
  [
    part('init', report.initDurationMs, wasAhead(report, clientMs) ? ' ahead of the call' : ''),
    part('restore', report.restoreDurationMs),
    part('duration', report.durationMs),
    part('billed', report.billedDurationMs),
    part('billed restore', report.billedRestoreDurationMs),
    report.errorType ?? report.status?.replace(/^success$/, '') ?? '',
  ]
    .filter((text) => text !== '')
    .join(', ');

const part = (name: string, ms: number | undefined, remark = ''): string =>
  ms === undefined ? '' : `${name} ${formatMs(ms)}${remark}`;

/** Lambda may start an environment before the call that gets it; its init then delayed nobody. */
export const wasAhead = (
  { durationMs, initDurationMs }: InvocationReport,
  clientMs: number,
): boolean =>
  durationMs !== undefined &&
  initDurationMs !== undefined &&
  clientMs - durationMs < initDurationMs;

const memory = ({ maxMemoryUsedMb, memorySizeMb }: InvocationReport): string => {
  if (memorySizeMb === undefined) return '';
  return `${maxMemoryUsedMb === undefined ? '' : `${maxMemoryUsedMb} of `}${memorySizeMb} MB`;
};

const price = (report: InvocationReport, pricing: Pricing): string => {
  const cost = invocationCost(report, pricing.place, pricing.prices);
  return cost === undefined ? '' : `${formatUsd(cost.totalUsd)} ${priceBasis(pricing)}`;
};

/** Three significant digits, never an exponent. */
export const formatUsd = (usd: number): string => {
  const decimals = usd > 0 ? Math.max(2, 2 - Math.floor(Math.log10(usd))) : 2;
  return `$${usd.toFixed(Math.min(decimals, 12))}`;
};

export const priceBasis = ({ place, assumed, prices }: Pricing): string =>
  `(${assumed ? 'if ' : ''}${place.architecture} in ${place.region}, prices of ${prices.asOf})`;
