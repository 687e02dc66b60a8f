import type { SampleClass, Start, StoreOutcome } from '../engine/sample.ts';

/** A slot of a phase's time. */
export interface Block {
  /** Of the phase's time, from its begin. */
  readonly atMs: number;
  readonly lengthMs: number;
  /** Requests that ended in it by class, those that started in it, and those that were dropped; zeros are left out. */
  readonly classes: Readonly<Partial<Record<SampleClass | 'started' | 'dropped', number>>>;
  /** Throttles and errors by code, where there were any. */
  readonly errors?: Readonly<Record<string, number>>;
  readonly populations: readonly BlockPopulation[];
  /** Environments that answered in it, and those of them first seen in it; absent where answers name none. */
  readonly environments?: { readonly seen: number; readonly fresh: number };
}

/** Requests that ended well: at an arrival rate their response times. */
interface BlockPopulation {
  readonly start: Start;
  readonly outcome: StoreOutcome;
  /** HDR of microseconds, compressed V2, base64, two significant digits. */
  readonly histogram: string;
}

/** Single requests worth a mark: the first of each kind, and how many more there were. */
export interface Marks {
  readonly coldStarts: readonly Mark[];
  readonly timeouts: readonly Mark[];
  readonly omitted: number;
}

export interface Mark {
  /** When it ended, of the phase's time. */
  readonly atMs: number;
  readonly ms: number;
  readonly outcome: StoreOutcome;
}

/** The parts of a request's time, as far as they are known. */
export const waterfallParts = [
  'queue',
  'connect',
  'init',
  'handler',
  'network',
  'waiting',
  'receiving',
] as const;
export type WaterfallPart = (typeof waterfallParts)[number];

/** Where the time of one population went. */
export interface WaterfallRow {
  readonly start: Start;
  readonly outcome: StoreOutcome;
  /** Requests of the population, of which each part's mean may rest on fewer. */
  readonly count: number;
  /**
   * Means over those requests that carry the part; absent is not known, never 0. `queue` is the local front door's,
   * `init` and `handler` are the function's own, `network` is waiting without what is known of the function.
   */
  readonly meanMs: Readonly<Partial<Record<WaterfallPart, number>>>;
  /** How many requests each mean rests on: what it takes to merge them. */
  readonly carriers?: Readonly<Partial<Record<WaterfallPart, number>>>;
}

/** How far a listener has heard of a phase that runs. */
export interface DetailPlace {
  readonly slotMs: number;
  /** The first block that may have changed since. */
  readonly block: number;
  readonly coldStarts: number;
  readonly timeouts: number;
}

/** A block whose times are as they were counted: to encode them takes milliseconds, which a load would feel. */
export interface CountedBlock extends Omit<Block, 'populations'> {
  readonly populations: readonly CountedPopulation[];
}

interface CountedPopulation {
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly times: readonly { readonly us: number; readonly count: number }[];
}

/** What is new of a phase since a place; `blocks` begin with that of `from`. */
export interface DetailNews {
  readonly from: number;
  readonly blocks: readonly CountedBlock[];
  readonly marks: Marks;
  readonly place: DetailPlace;
}
