import type { MetricSummary, PhaseSummary, RoundSummary } from '../record/document.ts';
import type { Comparison, ComparisonRow, Interval } from '../record/effect.ts';
import { mergeTrends, percentileUs } from '../record/trend.ts';
import { samplesNeeded } from '../record/trend-values.ts';
import { geometricMeanOf } from './mean-interval.ts';
import { trendOfTimes } from './populations.ts';

/** A phase, and the rounds that it was measured in. */
interface ComparedPhase {
  readonly summary: PhaseSummary;
  readonly rounds: readonly RoundSummary[];
}

/** What differs between two phases besides chance. */
export type Factor = 'environment' | 'store';

/**
 * Sets two phases of one run side by side, second over first. Each is a mixture of populations that depends on how long
 * it lasted: what causes the difference is told by the effects, not by this.
 */
export const comparePhases = (
  first: ComparedPhase,
  second: ComparedPhase,
  factors: readonly Factor[],
): Comparison => {
  const a = figuresOf(first.summary);
  const b = figuresOf(second.summary);
  const rows = measures.map(({ measure, unit }): ComparisonRow => {
    const [before, after] = [a.get(measure) ?? null, b.get(measure) ?? null];
    const known = before !== null && after !== null && before !== 0;
    // So many cold starts are a fact of the phase, not a speed: half as many is not twice as good.
    const ratio = known && unit !== 'count' ? after / before : null;
    const interval = ratio === null ? null : intervalOf(measure, first.rounds, second.rounds);
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

/** A round's figures that a ratio can be made of; a maximum or a handful of failures does not repeat. */
const perRound: ReadonlyMap<string, (round: RoundSummary) => number | undefined> = new Map([
  ['rate', ({ ended, durationMs }) => (1000 * ended) / durationMs],
  ['med', (round) => percentileIn(round, 50)],
  ['p(90)', (round) => percentileIn(round, 90)],
  ['p(95)', (round) => percentileIn(round, 95)],
]);

const percentileIn = ({ populations }: RoundSummary, percent: number): number | undefined => {
  const trend = mergeTrends(populations.map(trendOfTimes));
  return trend && percentileUs(trend, percent);
};

/** Of the ratio, from the ratios round by round. */
const intervalOf = (
  measure: string,
  first: readonly RoundSummary[],
  second: readonly RoundSummary[],
): Interval | null => {
  const figure = perRound.get(measure);
  if (figure === undefined) return null;
  const ratios = first.flatMap((one) => {
    const other = second.find(({ round }) => round === one.round);
    const [a, b] = [figure(one), other && figure(other)];
    return a && b ? [b / a] : [];
  });
  return geometricMeanOf(ratios)?.interval ?? null;
};

/** The figures of one phase by measure; what was not measured is left out. */
const figuresOf = ({ metrics }: PhaseSummary): ReadonlyMap<string, number> => {
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
