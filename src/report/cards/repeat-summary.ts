import type { CallSpread, CallSummary } from '../../core/invocation/call-summary.ts';
import { type LabelRow, labelRows } from '../text/label-rows.ts';
import { formatMs } from '../text/number-format.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { formatUsd, type Pricing, priceBasis } from './timing-line.ts';

/** What was asked for. */
interface RepeatFacts {
  readonly functionName: string;
  readonly asked: number;
  readonly parallel: number;
  readonly pricing: Pricing;
}

/** Several direct calls at a glance. */
export const repeatSummary = (summary: CallSummary, facts: RepeatFacts): string => {
  const { cold, warm, unknown } = summary.starts;
  const starts = [`${cold} cold`, `${warm} warm`, ...(unknown > 0 ? [`${unknown} unknown`] : [])];
  const rows: LabelRow[] = [
    ['calls', `${summary.calls} of ${facts.asked}, up to ${facts.parallel} at once`],
    ['outcomes', outcomes(summary)],
    ['starts', starts.join(', ')],
    ...memory(summary),
    ['price', price(summary, facts.pricing)],
  ];
  return labelRows(rows, false) + times(summary);
};

/** The same as JSON. */
export const repeatDocument = (summary: CallSummary, facts: RepeatFacts): string => {
  const { functionName, asked, parallel, pricing } = facts;
  const document = {
    schemaVersion: 1,
    function: functionName,
    asked,
    parallel,
    calls: summary.calls,
    outcomes: summary.outcomes.map(({ outcome, reason, count }) => ({
      outcome,
      reason: reason ?? null,
      count,
    })),
    starts: summary.starts,
    timesMs: summary.times.map(({ measure, start, spread }) => ({ measure, start, ...spread })),
    memory: {
      sizeMb: summary.memorySizeMb ?? null,
      maxUsedMb: summary.maxMemoryUsedMb ?? null,
    },
    price: {
      ...summary.cost,
      ...pricing.place,
      architectureAssumed: pricing.assumed,
      asOf: pricing.prices.asOf,
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

const outcomes = (summary: CallSummary): string =>
  summary.outcomes
    .map(({ outcome, reason, count }) => `${count} ${outcome}${reason ? ` (${reason})` : ''}`)
    .join(', ') || 'none';

const memory = ({ maxMemoryUsedMb: used, memorySizeMb }: CallSummary): LabelRow[] => {
  if (used === undefined || memorySizeMb === undefined) return [];
  const range = used.min === used.max ? `${used.max}` : `${used.min} to ${used.max}`;
  return [['memory', `${range} of ${memorySizeMb} MB`]];
};

const price = ({ cost, calls }: CallSummary, pricing: Pricing): string => {
  if (cost.pricedCalls === 0) return 'unknown: no call has a REPORT';
  const share = cost.pricedCalls === calls ? '' : ` for ${cost.pricedCalls} calls`;
  return `${formatUsd(cost.usd)}${share} ${priceBasis(pricing)}`;
};

/** One line per measure and population. */
const times = ({ times }: CallSummary): string => {
  if (times.length === 0) return '';
  const rows = times.map(({ measure, start, spread }) => [`${start} ${measure}`, ...cells(spread)]);
  const table = [['', 'count', 'min', 'med', 'max'], ...rows].map((row) =>
    row.map((text) => cell(text)),
  );
  return `\n${alignTable(table, 0, 4).join('\n')}\n`;
};

const cells = ({ count, min, med, max }: CallSpread): readonly string[] => [
  String(count),
  ...[min, med, max].map(formatMs),
];
