import type { Subject } from '../../../bench/record/provenance.ts';
import type { PriceTable } from '../../../core/price/price-table.ts';
import type { StackFacts } from '../../../core/stack/stack-facts.ts';
import type { BenchOptions } from '../options/plan.ts';

type SharedOptions = Omit<BenchOptions, 'system' | 'outputs' | 'duet' | 'baseline' | 'fleet'>;

interface ShardBudget {
  readonly maxUsd: number;
  readonly facts: Pick<StackFacts, 'function'>;
  readonly region: string;
}

/** What a conductor tells all shards of its run; each has its own part of it. */
export interface ShardPlan {
  readonly url: string;
  readonly target: string;
  readonly sharesMachine: boolean;
  /** What to tell when no answer said whether its environment was new. */
  readonly unknownStart: string | undefined;
  readonly subject: Subject;
  readonly options: SharedOptions;
  readonly prices: PriceTable;
  /** What requests cost, and how much of that one shard may spend; undefined where it may be any. */
  readonly budget: ShardBudget | undefined;
  /** As it was asked for, without secrets. */
  readonly command: readonly string[];
}

const endless = '\u0000Infinity';

/** As JSON, which has neither an endless time-to-live nor bytes. */
export const encodeShardPlan = (plan: ShardPlan): string =>
  JSON.stringify(plan, (key, value: unknown) => {
    if (value === Number.POSITIVE_INFINITY) return endless;
    if (key !== 'bodies' || !Array.isArray(value)) return value;
    return value.map((body: Uint8Array) => Buffer.from(body).toString('base64'));
  });

/** Of the same version's making: the conductor brings the shard's code. */
export const decodeShardPlan = (text: string): ShardPlan =>
  JSON.parse(text, (key, value: unknown) => {
    if (value === endless) return Number.POSITIVE_INFINITY;
    if (key !== 'bodies' || !Array.isArray(value)) return value;
    return value.map((body) => new Uint8Array(Buffer.from(`${body}`, 'base64')));
  });

/** A shard writes no files, and knows nothing but its part. */
export const optionsOfShard = (
  { url, options }: ShardPlan,
  part: { readonly index: number; readonly of: number },
): BenchOptions => ({
  ...options,
  part,
  system: { kind: 'url', url: new URL(url), auth: 'none', isService: options.generator.check },
  outputs: {
    ...{ samples: [], summaryExport: undefined, summaryData: undefined },
    ...{ save: undefined, report: undefined, reportLive: undefined },
  },
  ...{ duet: undefined, baseline: undefined, fleet: undefined },
});
