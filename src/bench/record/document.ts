import type { EventSummary } from '../../core/events/event-summary.ts';
import type { CostReport } from '../../core/price/cost-report.ts';
import type { SampleClass, Start, StoreOutcome } from '../engine/sample.ts';
import type { RunLogs } from '../logs/run-logs.ts';
import type { Comparison, Effect, Interval, MatrixEffect } from './effect.ts';
import type { StartKind } from './kinds.ts';
import type { NetworkSummary } from './network.ts';
import type { Block, Marks, WaterfallRow } from './phase-detail.ts';
import type {
  ClockCheck,
  Duet,
  GeneratorEnvironment,
  Imported,
  Merged,
  Scenario,
  SelfCheck,
  Shard,
  Subject,
} from './provenance.ts';

/** What `bench --json` prints and `--save` writes: one versioned document. Adding keys is allowed, renaming is not. */
export interface BenchDocument {
  readonly schemaVersion: 1;
  /** Random, names the run: in file names, in merges, in comparisons. */
  readonly runId?: string;
  /** The arguments that repeat the run, without secrets. */
  readonly command?: readonly string[];
  readonly subject?: Subject;
  readonly clock?: ClockCheck;
  readonly duet?: Duet;
  readonly shard?: Shard;
  readonly merged?: Merged;
  readonly imported?: Imported;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly environment: GeneratorEnvironment;
  readonly phases: readonly PhaseSummary[];
  /** The parts that the phases were measured in, in the order in which they ran. */
  readonly rounds: readonly RoundSummary[];
  /** Bursts of cold starts, outside the phases and their metrics. */
  readonly coldStarts?: ColdStarts;
  /** Requests of one kind, of one phase or of the bursts: what can be compared. */
  readonly populations: readonly Population[];
  /** Cold starts and other first invocations by how their environments came to be. */
  readonly kinds?: readonly KindPopulation[];
  /** One for each phase whose answers tell starts. */
  readonly coldShares?: readonly ColdShare[];
  /** What a cold start and a missing image add. */
  readonly effects: readonly Effect[];
  readonly comparison: Comparison | null;
  readonly network?: NetworkSummary;
  readonly logs?: RunLogs;
  /** Of a load of events: what became of them. */
  readonly events?: EventSummary;
  /** Of a target on AWS, by the prices that the run was given. */
  readonly cost?: CostReport;
  readonly matrix?: readonly MatrixEffect[];
  readonly thresholds: readonly ThresholdResult[];
  readonly selfCheck: SelfCheck;
  readonly interrupted: boolean;
  /** SHA-256, in hexadecimal, of the document without this key as canonical JSON: keys sorted, no white space. */
  readonly digest?: string;
}

export interface PhaseSummary {
  /** cold, warm, load, or environment-store as in cold-empty. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly classes: ClassCounts;
  /** Errors by class and code. */
  readonly errors: readonly {
    readonly class: SampleClass;
    readonly code: string;
    readonly count: number;
  }[];
  /** Under k6's names; sub-populations under keys such as `http_req_duration{start:cold}`. */
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly series: readonly SeriesPoint[];
  /** Trend name to its HDR histogram of microseconds, compressed V2, base64. */
  readonly histograms: Readonly<Record<string, string>>;
  /** What ended the phase before its schedule did; absent where nothing did. */
  readonly endedBy?: 'signal' | 'threshold' | 'cost';
  /** Sentences that a reader of the figures must know. */
  readonly notes: readonly string[];
  /** The phase in at most 120 slots of its time, all of one length. */
  readonly blocks?: readonly Block[];
  readonly marks?: Marks;
  readonly waterfall?: readonly WaterfallRow[];
}

/** One phase's part of a round. Rounds are the units of intervals. */
export interface RoundSummary {
  /** From 1. */
  readonly round: number;
  readonly phase: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Requests that ended, and those of them that did not end well. */
  readonly ended: number;
  readonly failed: number;
  readonly populations: readonly RoundPopulation[];
  /** First invocations of environments, by how those came to be. */
  readonly kinds?: readonly RoundKind[];
  /**
   * How much longer a request took at a start that was not cold when its image had to be fetched, in milliseconds:
   * within stretches of 200 ms, or over the round where no stretch had both kinds. Null where the round had not both.
   */
  readonly missingImageMs: number | null;
}

/** A trend with what it takes to merge it. */
export interface Times {
  readonly values: TrendValues;
  /** HDR, compressed V2, base64. */
  readonly histogram: string;
}

/** Requests that ended well, by what is proven of them. At an arrival rate their times are response times. */
export interface RoundPopulation extends Times {
  readonly start: Start;
  readonly outcome: StoreOutcome;
  /** At an arrival rate: from the send. */
  readonly service?: Times;
  /** The function's part, init and handler, where a REPORT line or the answer says it. */
  readonly function?: Times;
}

/** First invocations of one kind that ended well, also in the populations: at an arrival rate their response times. */
export interface RoundKind extends Times {
  readonly kind: StartKind;
  /** Cold where the caller waited for the environment. */
  readonly start: Start;
}

export interface KindPopulation extends RoundKind {
  /** The phase, or `bursts`. */
  readonly part: string;
  /** As in a population. */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** How many requests of a phase waited for an environment: the share of true cold starts. */
export interface ColdShare {
  readonly phase: string;
  readonly waited: number;
  /** Requests whose answer tells its start. */
  readonly told: number;
  readonly share: number;
  /** 95 %, by Wilson's score. */
  readonly interval: Interval;
}

export interface Population extends RoundPopulation {
  /** The phase, or `bursts`. */
  readonly part: string;
  /** 95 %, by statistic: med, p(90), p(95), p(99); absent where there are too few independent rounds or bursts. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** How many fell into each of eight equal steps of the logarithm from the run's least time to its greatest. */
  readonly shape: readonly number[];
}

/** Cold starts made on purpose: fresh environments, open connections, and so many requests released at once. */
export interface ColdStarts {
  readonly atOnce: number;
  readonly wanted: number;
  readonly proven: number;
  /** Answers of the bursts that proved no cold start, and requests that failed. */
  readonly unproven: number;
  readonly failed: number;
  readonly bursts: readonly Burst[];
}

/** The cold starts of one burst, and the same requests sent once more to the same environments, in milliseconds. */
export interface Burst {
  readonly round: number;
  readonly outcome: StoreOutcome;
  /** Absent where they were forced and nothing else. */
  readonly kind?: StartKind;
  readonly coldMs: readonly number[];
  readonly warmMs: readonly number[];
}

export type ClassCounts = Readonly<Record<SampleClass | 'started' | 'dropped', number>>;

export type MetricSummary =
  | { readonly type: 'counter'; readonly contains: Contains; readonly values: CounterValues }
  | { readonly type: 'gauge'; readonly contains: Contains; readonly values: GaugeValues }
  | { readonly type: 'rate'; readonly contains: Contains; readonly values: RateValues }
  | { readonly type: 'trend'; readonly contains: Contains; readonly values: TrendValues };

export type Contains = 'default' | 'time' | 'data';

/** rate is a second. */
interface CounterValues {
  readonly count: number;
  readonly rate: number;
}

interface GaugeValues {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

/** rate is passes over passes and fails; for http_req_failed a failed request is a pass, as in k6. */
interface RateValues {
  readonly rate: number;
  readonly passes: number;
  readonly fails: number;
}

/** Milliseconds with microsecond resolution for times; keys avg min med max p(90) p(95) p(99) count, and others asked for. */
export type TrendValues = Readonly<Record<string, number>>;

/** One second of a phase, or several in a long one. */
export interface SeriesPoint {
  /** Whole seconds since the phase began. */
  readonly second: number;
  /** How many seconds the point covers, where that is not one. */
  readonly seconds?: number;
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  readonly dropped: number;
  readonly cold: number;
  /** Of http_req_duration, in milliseconds; absent when nothing ended. */
  readonly medMs?: number;
  readonly p95Ms?: number;
  readonly vus: number;
}

export interface ThresholdResult {
  readonly metric: string;
  readonly expression: string;
  readonly ok: boolean;
  /** What was compared; null when there were no samples, which fails. */
  readonly value: number | null;
  /** The phase it was evaluated on. */
  readonly phase: string;
}
