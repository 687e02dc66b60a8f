import type { Comparison, ComparisonRow, MetricSummary, PhaseSummary } from '../record/document.ts';
import { samplesNeeded } from '../record/trend-values.ts';
import type { RunBlocks } from './statistics-blocks.ts';
import { type Interval, type Measure, ratioIntervals } from './statistics-interval.ts';
import type { Below } from './statistics-resample.ts';

/** A phase and, where the run kept them, its blocks: without them a ratio has no interval. */
export interface ComparedPhase {
  readonly summary: PhaseSummary;
  readonly blocks?: RunBlocks;
}

/** What differs between two phases besides chance. */
export type Factor = 'environment' | 'store';

/** Sets two phases of one run side by side, second over first; `below` draws for the intervals. */
export const comparePhases = (
  first: ComparedPhase,
  second: ComparedPhase,
  factors: readonly Factor[],
  below: Below,
): Comparison => {
  const intervals = intervalsOf(first.blocks, second.blocks, below);
  const a = figuresOf(first.summary);
  const b = figuresOf(second.summary);
  const rows = measures.map(({ measure, unit }): ComparisonRow => {
    const [before, after] = [a.get(measure) ?? null, b.get(measure) ?? null];
    const known = before !== null && after !== null && before !== 0;
    // So many cold starts are a fact of the phase, not a speed: half as many is not twice as good.
    const ratio = known && unit !== 'count' ? after / before : null;
    const interval = ratio === null ? null : (intervals.get(measure) ?? null);
    return { measure, unit, first: before, second: after, ratio, interval };
  });
  return {
    first: first.summary.name,
    second: second.summary.name,
    rows,
    notes: [
      ...factorNotes(first, second, factors),
      ...sampleNotes([first.summary, second.summary]),
    ],
  };
};

const measures = [
  { measure: 'rate', unit: 'per-second' },
  { measure: 'avg', unit: 'ms' },
  { measure: 'med', unit: 'ms' },
  { measure: 'p(90)', unit: 'ms' },
  { measure: 'p(95)', unit: 'ms' },
  { measure: 'p(99)', unit: 'ms' },
  { measure: 'max', unit: 'ms' },
  { measure: 'failed', unit: 'ratio' },
  { measure: 'cold_starts', unit: 'count' },
] as const satisfies readonly Pick<ComparisonRow, 'measure' | 'unit'>[];

/** The measures that have an interval; a maximum or a handful of failures cannot be resampled. */
const resampled: readonly (readonly [string, Measure])[] = [
  ['rate', (run) => run.rate],
  ['avg', (run) => run.avgUs],
  ['med', (run) => run.quantileUs(0.5)],
  ['p(90)', (run) => run.quantileUs(0.9)],
  ['p(95)', (run) => run.quantileUs(0.95)],
  ['p(99)', (run) => run.quantileUs(0.99)],
];

const intervalsOf = (
  first: RunBlocks | undefined,
  second: RunBlocks | undefined,
  below: Below,
): ReadonlyMap<string, Interval | null> => {
  if (first === undefined || second === undefined) return new Map();
  const figures = resampled.map(([, measure]) => measure);
  const intervals = ratioIntervals(first, second, figures, below);
  return new Map(resampled.map(([name], at) => [name, intervals[at] ?? null]));
};

/** The figures of one phase by measure; what was not measured is left out. */
export const figuresOf = ({ metrics }: PhaseSummary): ReadonlyMap<string, number> => {
  const duration = metrics['http_req_duration'];
  const trend = duration?.type === 'trend' && duration.values['count'] !== 0 ? duration.values : {};
  const requests = metrics['http_reqs'];
  const failed = metrics['http_req_failed'];
  return new Map<string, number>([
    ...Object.entries(trend),
    ...(requests?.type === 'counter' ? [['rate', requests.values.rate] as const] : []),
    ...(failed?.type === 'rate' ? [['failed', failed.values.rate] as const] : []),
    ...coldStarts(metrics['cold_starts']),
  ]);
};

const coldStarts = (metric: MetricSummary | undefined): readonly (readonly [string, number])[] => {
  if (metric?.type === 'rate') return [['cold_starts', metric.values.passes]];
  return metric?.type === 'counter' ? [['cold_starts', metric.values.count]] : [];
};

const factorNotes = (
  first: ComparedPhase,
  second: ComparedPhase,
  factors: readonly Factor[],
): readonly string[] => {
  const names = `${first.summary.name} and ${second.summary.name}`;
  if (factors.length === 2) {
    return [
      `Both factors changed between ${names}: the execution environments and the store. --matrix tells them apart.`,
    ];
  }
  if (factors.includes('environment')) return [`Between ${names} only the environments changed.`];
  if (factors.includes('store')) return [`Between ${names} only the store changed.`];
  return [];
};

const sampleNotes = (phases: readonly PhaseSummary[]): readonly string[] =>
  phases.flatMap((phase) => {
    const count = figuresOf(phase).get('count');
    if (count === undefined) return [];
    const scant = [90, 95, 99].filter((percentile) => count < samplesNeeded(percentile));
    if (scant.length === 0) return [];
    const names = scant.map((percentile) => `p(${percentile})`).join(', ');
    return [`${phase.name} has only ${count} samples, too few for ${names}.`];
  });
