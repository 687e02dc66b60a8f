import { invocationCost, type PricedPlace } from '../price/price.ts';
import type { PriceTable } from '../price/price-table.ts';
import type { LogEvidence, StartEvidence } from '../report-line/report-line.ts';

/** How one of several direct calls ended. */
export type CallOutcome =
  | 'ok'
  | 'function_error'
  | 'throttled'
  | 'timeout'
  | 'network_error'
  | 'lambda_error';

export interface CallRecord {
  readonly outcome: CallOutcome;
  /** Lambda's reason for a throttle, or the error. */
  readonly reason?: string | undefined;
  readonly clientMs: number;
  readonly evidence: LogEvidence;
}

export interface CallSpread {
  readonly count: number;
  readonly min: number;
  readonly med: number;
  readonly max: number;
}

export interface CallSummary {
  readonly calls: number;
  /** Outcomes that occurred, most frequent first; throttles by reason. */
  readonly outcomes: readonly {
    readonly outcome: CallOutcome;
    readonly reason: string | undefined;
    readonly count: number;
  }[];
  /** Calls that the function answered, by how their environment started. */
  readonly starts: Readonly<Record<StartEvidence, number>>;
  /** Milliseconds, by population; populations without a value are left out. */
  readonly times: readonly {
    readonly measure: 'client' | 'init' | 'restore' | 'duration' | 'billed';
    readonly start: StartEvidence;
    readonly spread: CallSpread;
  }[];
  readonly maxMemoryUsedMb: CallSpread | undefined;
  readonly memorySizeMb: number | undefined;
  readonly cost: { readonly usd: number; readonly pricedCalls: number };
}

/** Sums up calls. Cold and warm calls are separate populations; an absent value counts in none. */
export const summariseCalls = (
  records: readonly CallRecord[],
  { place, prices }: { readonly place: PricedPlace; readonly prices: PriceTable },
): CallSummary => {
  const answered = records.filter(
    ({ outcome }) => outcome === 'ok' || outcome === 'function_error',
  );
  const reports = answered.flatMap(({ evidence }) => evidence.report ?? []);
  const costs = reports.flatMap((report) => invocationCost(report, place, prices) ?? []);
  return {
    calls: records.length,
    outcomes: outcomesOf(records),
    starts: startsOf(answered),
    times: timesOf(answered),
    maxMemoryUsedMb: spreadOf(reports.flatMap(({ maxMemoryUsedMb }) => maxMemoryUsedMb ?? [])),
    memorySizeMb: reports.find(({ memorySizeMb }) => memorySizeMb !== undefined)?.memorySizeMb,
    cost: {
      usd: costs.reduce((sum, { totalUsd }) => sum + totalUsd, 0),
      pricedCalls: costs.length,
    },
  };
};

/** undefined for no values; the median of an even count is the mean of its two middle values. */
export const spreadOf = (values: readonly number[]): CallSpread | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) {
    return undefined;
  }
  return { count: sorted.length, min, med: (lower + upper) / 2, max };
};

const outcomesOf = (records: readonly CallRecord[]): CallSummary['outcomes'] => {
  const counts = new Map<string, CallSummary['outcomes'][number]>();
  for (const { outcome, reason } of records) {
    const key = `${outcome} ${reason ?? ''}`;
    counts.set(key, { outcome, reason, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
};

const startsOf = (records: readonly CallRecord[]): CallSummary['starts'] => {
  const count = (start: StartEvidence) =>
    records.filter(({ evidence }) => evidence.start === start).length;
  return { cold: count('cold'), warm: count('warm'), unknown: count('unknown') };
};

const measures = {
  client: ({ clientMs }: CallRecord) => clientMs,
  init: ({ evidence }: CallRecord) => evidence.report?.initDurationMs,
  restore: ({ evidence }: CallRecord) => evidence.report?.restoreDurationMs,
  duration: ({ evidence }: CallRecord) => evidence.report?.durationMs,
  billed: ({ evidence }: CallRecord) => evidence.report?.billedDurationMs,
} as const;

const timesOf = (records: readonly CallRecord[]): CallSummary['times'] =>
  (['cold', 'warm', 'unknown'] as const).flatMap((start) => {
    const population = records.filter(({ evidence }) => evidence.start === start);
    return (['client', 'init', 'restore', 'duration', 'billed'] as const).flatMap((measure) => {
      const spread = spreadOf(population.flatMap((record) => measures[measure](record) ?? []));
      return spread === undefined ? [] : [{ measure, start, spread }];
    });
  });
