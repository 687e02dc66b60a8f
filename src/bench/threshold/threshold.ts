import type { MetricSummary } from '../record/document.ts';

/** One condition that a run must meet, in k6's grammar plus units. */
export interface Threshold {
  /** The key under which a phase holds the metric, as in `http_req_duration{start:warm}`. */
  readonly metric: string;
  readonly type: MetricSummary['type'];
  /** The only phase that it judges; every phase where undefined. */
  readonly phase?: string;
  /** As it was written. */
  readonly expression: string;
  /** The key of the metric's values: `count`, `rate`, `value`, `avg`, `p(99.9)`. */
  readonly aggregation: string;
  readonly operator: ThresholdOperator;
  /** Milliseconds, bytes, a share of one, or a plain number, as the metric's values are. */
  readonly limit: number;
  /** Ends the run as soon as it is crossed, though not before `delayAbortEvalMs`. */
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

/** Longer ones first, so that `<=` is not read as `<`. */
export const thresholdOperators = ['<=', '<', '>=', '>', '===', '==', '!='] as const;
export type ThresholdOperator = (typeof thresholdOperators)[number];

/** What is wrong with a threshold, and what to write instead. */
export interface ThresholdProblem {
  readonly what: string;
  readonly hint?: string;
}
