import { startOf } from '../../bench/compare/design.ts';
import { metricName, metricOf, shownMetrics } from '../../bench/compare/run-metric.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { otavaCsv } from '../../report/ci/csv.ts';

/** Every run with the metrics that all of them have. */
export const otavaText = (runs: readonly BenchDocument[]): string => {
  const metrics = shownMetrics(runs).filter((metric) =>
    runs.every((run) => metricOf(run, metric) !== undefined),
  );
  return otavaCsv(
    metrics.map((metric) => metricName(metric, runs)),
    runs.map((run) => ({
      time: startOf(run),
      commit: run.environment.gitCommit,
      runId: run.runId,
      values: metrics.map((metric) => metricOf(run, metric)),
    })),
  );
};
