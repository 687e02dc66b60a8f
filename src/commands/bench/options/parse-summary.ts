import { parseTrendStats, percentilesIn } from '../../../bench/record/statistic-names.ts';
import { type TimeUnit, timeUnits } from '../../../report/k6/k6-format.ts';
import {
  defaultTrendStats,
  type SummaryMode,
  summaryModes,
} from '../../../report/k6/summary-style.ts';
import type { CommandInput, Problems } from '../../command/input.ts';

/** How the summary is to look, as far as the command line says. */
export interface SummaryOptions {
  readonly mode: SummaryMode;
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  /** Percentiles that the summary names beyond those that are always measured. */
  readonly percentiles: readonly number[];
}

export const parseSummary = (input: CommandInput, problems: Problems): SummaryOptions => {
  const modeText = input.value('summary-mode') ?? (wantsK6(input) ? 'full' : 'compact');
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
  const statsText = input.value('summary-trend-stats');
  const asked =
    statsText === undefined ? undefined : problems.try(() => parseTrendStats(statsText));
  const trendStats = asked ?? defaultTrendStats;
  return {
    mode: mode ?? 'compact',
    trendStats,
    ...(timeUnit !== undefined && { timeUnit }),
    percentiles: percentilesIn(trendStats),
  };
};

/** Who asks for the article's own measurement, or for columns of k6's trends, wants them in k6's layout. */
const wantsK6 = (input: CommandInput): boolean =>
  input.value('preset') === 'original' || input.value('summary-trend-stats') !== undefined;
