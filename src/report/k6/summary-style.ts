import type { TimeUnit } from './k6-format.ts';

export const summaryModes = ['compact', 'full', 'legacy'] as const;
export type SummaryMode = (typeof summaryModes)[number];

/** How a summary is to look; every part of it is an option of the command line or a fact of the terminal. */
export interface SummaryStyle {
  readonly mode: SummaryMode;
  /** The columns of a trend, in order: avg, min, med, max, count, p(N). */
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  readonly colour: boolean;
  /** Columns of a line; none is longer. */
  readonly width: number;
}

/** k6's default for `--summary-trend-stats`. */
export const defaultTrendStats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'] as const;
