import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import type { BenchDocument } from '../../bench/record/document.ts';

/** A line for each population of a run, times in milliseconds. */
export const benchCsv = ({ populations }: BenchDocument): string =>
  csv([
    [
      'phase',
      'start',
      'outcome',
      'count',
      'avg_ms',
      'min_ms',
      'p50_ms',
      'p90_ms',
      'p95_ms',
      'p99_ms',
      'max_ms',
    ],
    ...populations.map(({ part, start, outcome, values }) => [
      ...[part, start, outcome, values['count']],
      ...['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'].map((name) => values[name]),
    ]),
  ]);

/** A line for each metric of a comparison, the one that is judged first. */
export const compareCsv = ({ primary, others, verdict, design }: CompareDocument): string =>
  csv([
    [
      'metric',
      'base_ms',
      'new_ms',
      'ratio',
      'low',
      'high',
      'p',
      'adjusted_p',
      'runs_base',
      'runs_new',
      'grade',
      'verdict',
    ],
    ...[primary, ...others].map((one) => [
      ...[one.metric, one.base, one.new, one.ratio, one.interval?.[0], one.interval?.[1]],
      ...[one.p, one.adjustedP, one.runs[0], one.runs[1], design.grade],
      one === primary ? verdict.is : undefined,
    ]),
  ]);

/**
 * A line for each run, for Apache Otava's CSV importer: the columns `time` and `commit`, then the metrics. Change points in
 * a long series of runs are its trade.
 */
export const otavaCsv = (
  metrics: readonly string[],
  runs: readonly {
    readonly time: string;
    readonly commit: string | undefined;
    readonly runId: string | undefined;
    readonly values: readonly (number | undefined)[];
  }[],
): string =>
  csv([
    ['time', 'commit', 'run', ...metrics.map((name) => name.replaceAll(/\W+/g, '_'))],
    ...runs
      .toSorted((a, b) => (a.time < b.time ? -1 : 1))
      .map(({ time, commit, runId, values }) => [time, commit, runId, ...values]),
  ]);

type Field = string | number | null | undefined;

const csv = (rows: readonly (readonly Field[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\n`).join('');

/** RFC 4180. A text that a spreadsheet would take for a formula is not one of ours. */
const field = (value: Field): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(8)));
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
