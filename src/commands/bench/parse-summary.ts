import { type TimeUnit, timeUnits } from '../../report/k6-format.ts';
import { defaultTrendStats, type SummaryMode, summaryModes } from '../../report/summary-style.ts';
import type { CommandInput, Problems } from '../input.ts';

/** How the summary is to look, as far as the command line says. */
export interface SummaryOptions {
  readonly mode: SummaryMode;
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  /** Percentiles that the summary names beyond those that are always measured. */
  readonly percentiles: readonly number[];
}

export const parseSummary = (input: CommandInput, problems: Problems): SummaryOptions => {
  const modeText = input.value('summary-mode') ?? 'compact';
  const mode = summaryModes.find((name) => name === modeText);
  if (mode === undefined) {
    problems.add(
      `there is no summary mode ${JSON.stringify(modeText)}`,
      `--summary-mode ${summaryModes.join(', ')}`,
    );
  }
  const unitText = input.value('summary-time-unit');
  const timeUnit = timeUnits.find((name) => name === unitText);
  if (unitText !== undefined && timeUnit === undefined) {
    problems.add(
      `there is no time unit ${JSON.stringify(unitText)}`,
      `--summary-time-unit ${timeUnits.join(', ')}`,
    );
  }
  const trendStats = parseTrendStats(input.value('summary-trend-stats'), problems);
  return {
    mode: mode ?? 'compact',
    trendStats,
    ...(timeUnit !== undefined && { timeUnit }),
    percentiles: trendStats.flatMap((stat) => percentileOf(stat) ?? []),
  };
};

const parseTrendStats = (text: string | undefined, problems: Problems): readonly string[] => {
  if (text === undefined) return defaultTrendStats;
  const stats = text.split(',').map((stat) => stat.trim());
  const bad = stats.filter((stat) => !isStat(stat));
  if (bad.length > 0) {
    problems.add(
      `--summary-trend-stats: ${bad.map((stat) => JSON.stringify(stat)).join(', ')} is not a statistic`,
      'avg, min, med, max, count or p(N), with commas between',
    );
  }
  return stats;
};

const isStat = (stat: string): boolean =>
  ['avg', 'min', 'med', 'max', 'count'].includes(stat) || percentileOf(stat) !== undefined;

const percentileOf = (stat: string): number | undefined => {
  const percentile = Number(/^p\((\d+(?:\.\d+)?)\)$/.exec(stat)?.[1] ?? Number.NaN);
  return percentile >= 0 && percentile <= 100 ? percentile : undefined;
};
