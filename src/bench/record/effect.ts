import type { Start, StoreOutcome } from '../engine/sample.ts';

/** From, to. */
export type Interval = readonly [number, number];

/** What one thing alone adds to a request. */
export interface Effect {
  readonly of: 'cold-start' | 'missing-image';
  /** What both sides of the difference have in common. */
  readonly part: string;
  readonly start?: Start;
  readonly outcome?: StoreOutcome;
  readonly ms: number;
  /** 95 %; null where there are too few independent units. */
  readonly interval: Interval | null;
  /** What varied independently, and how many of them there were. */
  readonly unit: 'round' | 'burst';
  readonly units: number;
  /** Requests with it and without it, in those units. */
  readonly requests: readonly [number, number];
}

/** The phases of `--matrix`, environment-store. */
export const matrixCells = ['cold-empty', 'cold-filled', 'warm-empty', 'warm-filled'] as const;
export type MatrixCell = (typeof matrixCells)[number];

export type MatrixFactor = 'total' | 'environment' | 'store' | 'interaction';

/** How much of the difference between the corners of the matrix each factor causes, in milliseconds. */
export interface MatrixEffect {
  readonly measure: string;
  readonly cells: Readonly<Record<MatrixCell, number>>;
  /** cold-empty minus warm-filled: the sum of the two main effects. */
  readonly total: number;
  /** Cold minus warm environments, averaged over both states of the store. */
  readonly environment: number;
  /** Empty minus filled store, averaged over both states of the environments. */
  readonly store: number;
  /** How much more an empty store costs with cold environments than with warm ones. */
  readonly interaction: number;
  /** 95 %, with the round as the unit; null with fewer than three rounds. */
  readonly intervals: Readonly<Record<MatrixFactor, Interval | null>>;
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
  /** 95 %, with the round as the unit; null where there are fewer than three rounds. */
  readonly interval: Interval | null;
}
