import type { Interval } from '../record/effect.ts';

/** What `compare --json` prints. Adding keys is allowed, renaming is not. */
export interface CompareDocument {
  readonly schemaVersion: 1;
  readonly base: Side;
  readonly new: Side;
  readonly design: Design;
  /** As a share: 0.03 for 3 %. */
  readonly tolerance: number;
  /** The one metric that is judged, declared beforehand. */
  readonly primary: MetricComparison;
  /** Shown and never judged; their p values are adjusted for their number. */
  readonly others: readonly MetricComparison[];
  readonly verdict: Verdict;
  /** The primary population, percentile by percentile; each interval is 95 % for itself. */
  readonly quantiles: readonly QuantileDifference[];
  readonly variance: VarianceTable | null;
  /** What the two sides do not have in common. */
  readonly unlike: readonly Unlike[];
  readonly notes: readonly string[];
}

export interface Side {
  readonly label: string;
  readonly runs: readonly ComparedRun[];
}

interface ComparedRun {
  readonly runId: string | null;
  readonly startedAt: string;
  /** Of a duet, from 1. */
  readonly pair: number | null;
  /** The run's primary metric, in milliseconds; null where it has none. */
  readonly value: number | null;
}

export interface Design {
  /** A: randomised interleaved pairs of one duet. B: of one day. C: further apart. */
  readonly grade: 'A' | 'B' | 'C';
  readonly duetId: string | null;
  /** Whole pairs that the verdict rests on; null where runs are not paired. */
  readonly pairs: number | null;
  readonly plannedPairs: number | null;
  /** Set aside: the plan rests on them, so the verdict cannot. */
  readonly pilotPairs: number;
  /** What may be wrong with data made like this. */
  readonly caveats: readonly string[];
}

export interface MetricComparison {
  readonly metric: string;
  /** Medians over the runs of a side, in milliseconds. */
  readonly base: number;
  readonly new: number;
  /** New over base. */
  readonly ratio: number;
  readonly interval: Interval | null;
  readonly p: number;
  /** Holm's, over the others; null for the primary metric. */
  readonly adjustedP: number | null;
  /** Runs of each side that have it. */
  readonly runs: readonly [number, number];
}

export interface Verdict {
  readonly is: 'worse' | 'better' | 'equivalent' | 'undecided';
  /** Whether `worse` ends with 99. */
  readonly gates: boolean;
  readonly why: string;
  /** Pairs that would decide, were the difference what it seems; null where that is not known or no use. */
  readonly pairsToDecide: number | null;
}

export interface QuantileDifference {
  readonly percent: number;
  readonly base: number;
  readonly new: number;
  readonly ratio: number;
  readonly interval: Interval | null;
}

/** What the uncertainty of one difference comes from: shares of its variance, and the standard deviation in all. */
export interface VarianceTable {
  readonly runs: number;
  readonly rounds: number;
  readonly requests: number;
  /** Of the logarithm of the ratio of one pair, or of one run of each side: about the relative deviation. */
  readonly deviation: number;
  readonly roundsPerRun: number;
  readonly bestSpentOn: 'runs' | 'rounds' | 'requests';
}

export interface Unlike {
  readonly what: string;
  readonly base: string;
  readonly new: string;
}
