import type { SampleClass } from '../engine/sample.ts';
import type { Load } from '../load/load.ts';
import type { MatrixEffect } from '../stats/comparison-matrix.ts';

/** What `bench --json` prints and `--save` writes: one versioned document. Adding keys is allowed, renaming is not. */
export interface BenchDocument {
  readonly schemaVersion: 1;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly environment: GeneratorEnvironment;
  readonly phases: readonly PhaseSummary[];
  readonly comparison: Comparison | null;
  /** With `--matrix` only. */
  readonly matrix?: readonly MatrixEffect[];
  readonly thresholds: readonly ThresholdResult[];
  readonly selfCheck: SelfCheck;
  readonly interrupted: boolean;
}

export interface Scenario {
  readonly target: string;
  readonly engine: 'http' | 'autocannon' | 'invoke';
  readonly load: Load;
  readonly ints: { readonly from: number; readonly to: number } | readonly number[] | null;
  readonly timeoutMs: number;
  readonly keepAlive: boolean;
  readonly check: boolean;
  readonly insecure: boolean;
}

/** The machine and program that made the load. */
export interface GeneratorEnvironment {
  readonly fibimgVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  /** The target runs on this machine and shares its cores. */
  readonly sharesMachine: boolean;
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
  readonly endedBy?: 'signal' | 'threshold';
  /** Sentences that a reader of the figures must know. */
  readonly notes: readonly string[];
}

export type ClassCounts = Readonly<Record<SampleClass | 'started' | 'dropped', number>>;

export type MetricSummary =
  | { readonly type: 'counter'; readonly contains: Contains; readonly values: CounterValues }
  | { readonly type: 'gauge'; readonly contains: Contains; readonly values: GaugeValues }
  | { readonly type: 'rate'; readonly contains: Contains; readonly values: RateValues }
  | { readonly type: 'trend'; readonly contains: Contains; readonly values: TrendValues };

export type Contains = 'default' | 'time' | 'data';

/** rate is a second. */
export interface CounterValues {
  readonly count: number;
  readonly rate: number;
}

export interface GaugeValues {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

/** rate is passes over passes and fails; for http_req_failed a failed request is a pass, as in k6. */
export interface RateValues {
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

/** Two phases side by side. Ratios are second over first. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly rows: readonly ComparisonRow[];
  readonly notes: readonly string[];
}

export interface ComparisonRow {
  /** rate, avg, med, p(90), p(95), p(99), max, failed, cold_starts. */
  readonly measure: string;
  readonly unit: 'ms' | 'per-second' | 'ratio' | 'count';
  readonly first: number | null;
  readonly second: number | null;
  readonly ratio: number | null;
  /** Within this run (block bootstrap, 95 %): no verdict about other runs. */
  readonly interval: readonly [number, number] | null;
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

export interface SelfCheck {
  readonly tainted: boolean;
  readonly reasons: readonly string[];
  readonly eventLoopDelayP99Ms: number;
  readonly slotErrorP99Ms: number | null;
  readonly clockResolutionUs: number;
  /** Of one core, 0 to 1 and above with worker threads. */
  readonly cpuUtilisation: number;
  /** The part of it that waited awake for the next slot of an arrival rate. */
  readonly pollingUtilisation: number;
}
