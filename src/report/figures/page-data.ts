import type { Start, StoreOutcome } from '../../bench/engine/sample.ts';
import type { WaterfallPart } from '../../bench/record/phase-detail.ts';

/**
 * What a report page shows, as it is embedded in it: plain JSON, no more than the figures need, every text made for
 * people. Times are milliseconds.
 */
export interface PageData {
  readonly title: string;
  readonly runs: readonly PageRun[];
  /** Of several runs. */
  readonly comparison?: PageComparison;
  /** Why several runs are not compared. */
  readonly uncompared?: string;
  /** The page is served, and hears what is new. */
  readonly live?: true;
  /** Which page it is, where it is served as run files come and go. */
  readonly page?: string;
}

/** What was found, the worst first: `answer` is what the run was made for. */
export interface Finding {
  readonly kind: 'doubt' | 'bad' | 'good' | 'answer' | 'note';
  readonly text: string;
}

export interface PageRun {
  /** The first letters of the run's id, or the time at which it began. */
  readonly name: string;
  /** What was loaded. */
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly tainted: boolean;
  /** It still runs: there is no verdict yet. */
  readonly ongoing?: true;
  readonly findings: readonly Finding[];
  readonly parts: readonly PagePart[];
  readonly populations: readonly PagePopulation[];
  /** Times are response times, and beside them there are service times. */
  readonly openModel: boolean;
  readonly cost: readonly Fact[];
  /** Environment and self-check. */
  readonly facts: readonly FactGroup[];
  /** How many environments the service could start; where it is known. */
  readonly scaling?: Scaling;
  /** The command that repeats the run; absent where the run does not know it. */
  readonly command?: string;
}

export type Fact = readonly [name: string, value: string];

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** So many at once from the first moment, and from then on so many more in each step of time. */
export interface Scaling {
  readonly first: number;
  readonly more: number;
  readonly stepMs: number;
  readonly most?: number;
  readonly source: string;
}

/** A phase. */
export interface PagePart {
  readonly name: string;
  readonly durationMs: number;
  /** Whole-phase counts by class. */
  readonly classes: Readonly<Record<string, number>>;
  readonly points: readonly PagePoint[];
  readonly marks: {
    readonly cold: readonly PageMark[];
    readonly timeouts: readonly PageMark[];
    readonly omitted: number;
  };
  readonly waterfall: readonly PageWaterfall[];
}

/** When it ended, in the phase's time; how long it took; the outcome. */
export type PageMark = readonly [atMs: number, ms: number, outcome: StoreOutcome];

/** A slot of a phase's time. */
export interface PagePoint {
  readonly atMs: number;
  readonly lengthMs: number;
  /** Zeros are left out. */
  readonly classes: Readonly<Record<string, number>>;
  /** By reason. */
  readonly errors?: Readonly<Record<string, number>>;
  /** Packed counts of each population that had any, by its key. Absent where a run was recorded without them. */
  readonly counts?: Readonly<Record<string, string>>;
  readonly environments?: readonly [seen: number, fresh: number];
}

export interface PagePopulation {
  /** `part/start/outcome`. */
  readonly key: string;
  readonly part: string;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly label: string;
  /** As in the run: med, p(90), p(95), p(99), avg, min, max, count. */
  readonly values: Readonly<Record<string, number>>;
  readonly service?: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, Range>>;
  /** Packed. */
  readonly counts: string;
}

export type Range = readonly [from: number, to: number];

/** Means over those requests that carry the part. */
export interface PageWaterfall {
  readonly key: string;
  readonly count: number;
  readonly meanMs: Readonly<Partial<Record<WaterfallPart, number>>>;
}

/** Runs against runs. */
export interface PageComparison {
  /** How the data were made: A, B or C, and what that is worth. */
  readonly grade: string;
  readonly verdict: Finding;
  readonly metric: string;
  /** What each side is. */
  readonly base: string;
  readonly other: string;
  /** A pair of runs: the metric of both, in milliseconds. Unpaired runs have one side only. */
  readonly pairs: readonly ComparedPair[];
  /** Other over base. */
  readonly ratio: Ratio;
  /** The same population, percentile by percentile. */
  readonly quantiles: readonly ComparedQuantile[];
  readonly notes: readonly string[];
}

export interface ComparedPair {
  readonly name: string;
  readonly baseMs?: number;
  readonly otherMs?: number;
}

interface Ratio {
  readonly value: number;
  /** 95 %; null where there are too few runs. */
  readonly interval: Range | null;
}

interface ComparedQuantile extends Ratio {
  readonly share: number;
  readonly baseMs: number;
  readonly otherMs: number;
}

/** What a page that is served hears. */
export type LiveNews =
  /** Which page is the newest. */
  | { readonly kind: 'page'; readonly page: string }
  /** Where it begins to listen, and when the run is over. */
  | { readonly kind: 'run'; readonly run: PageRun }
  | { readonly kind: 'part'; readonly part: LivePart };

/** What is new of one phase: points from one on take the place of those that there were. */
export interface LivePart
  extends Pick<PagePart, 'name' | 'durationMs' | 'classes' | 'points' | 'marks'> {
  readonly from: number;
}
