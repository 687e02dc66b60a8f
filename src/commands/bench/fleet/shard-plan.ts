import type { Subject } from '../../../bench/record/provenance.ts';
import type { BenchOptions } from '../options/plan.ts';

type SharedOptions = Omit<BenchOptions, 'system' | 'outputs' | 'duet' | 'baseline' | 'fleet'>;

/** What a conductor tells all shards of its run; each has its own part of it. */
export interface ShardPlan {
  readonly url: string;
  readonly target: string;
  readonly sharesMachine: boolean;
  /** What to tell when no answer said whether its environment was new. */
  readonly unknownStart: string | undefined;
  readonly subject: Subject;
  readonly options: SharedOptions;
  /** As it was asked for, without secrets. */
  readonly command: readonly string[];
}

const endless = '\u0000Infinity';

/** As JSON, in which an endless time-to-live has no number. */
export const encodeShardPlan = (plan: ShardPlan): string =>
  JSON.stringify(plan, (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? endless : value,
  );

/** Of the same version's making: the conductor brings the shard's code. */
export const decodeShardPlan = (text: string): ShardPlan =>
  JSON.parse(text, (_, value: unknown) => (value === endless ? Number.POSITIVE_INFINITY : value));

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
