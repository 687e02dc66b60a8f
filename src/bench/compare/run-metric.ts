import type { Start, StoreOutcome } from '../engine/sample.ts';
import type { BenchDocument, Population } from '../record/document.ts';
import { percentileUs, type Trend } from '../record/trend.ts';
import { samplesNeeded } from '../record/trend-values.ts';
import { trendOfTimes } from '../stats/populations.ts';
import type { AskedMetric } from './parse-run-metric.ts';

/** A figure of a run: a percentile of one population. */
export interface RunMetric {
  /** The phase, or `bursts`. */
  readonly part: string;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly percent: number;
}

/** `warm stored p50`; its part only where the run has the same kind in another one that would come first. */
export const metricName = (metric: RunMetric, runs: readonly BenchDocument[]): string => {
  const { part, start, outcome, percent } = metric;
  const first = partsOf(runs, metric)[0];
  const name = `${start === outcome ? start : `${start} ${outcome}`} p${percent}`;
  return first === part ? name : `${part}/${name}`;
};

/** Warm requests are those of the warm phase, cold ones those that were made on purpose, where there are any. */
const partOrder = {
  cold: ['bursts', 'cold-filled', 'cold', 'cold-empty', 'load'],
  warm: ['warm', 'warm-filled', 'load', 'warm-empty', 'cold', 'bursts'],
  unknown: ['load', 'warm', 'warm-filled', 'cold'],
} as const satisfies Record<Start, readonly string[]>;

type Kind = Pick<RunMetric, 'start' | 'outcome'>;

/** The parts in which every run has this kind, the telling one first. */
const partsOf = (runs: readonly BenchDocument[], kind: Kind): readonly string[] => {
  const known: readonly string[] = partOrder[kind.start];
  const rank = (part: string) => (known.includes(part) ? known.indexOf(part) : known.length);
  return populationsOfAll(runs)
    .filter(({ start, outcome }) => start === kind.start && outcome === kind.outcome)
    .map(({ part }) => part)
    .toSorted((a, b) => rank(a) - rank(b));
};

/** What every run has. */
const populationsOfAll = ([first, ...others]: readonly BenchDocument[]): readonly Population[] =>
  (first?.populations ?? []).filter((one) =>
    others.every(({ populations }) => populations.some((other) => isSame(one, other))),
  );

const isSame = (one: Omit<RunMetric, 'percent'>, other: Omit<RunMetric, 'percent'>): boolean =>
  one.part === other.part && one.start === other.start && one.outcome === other.outcome;

const kinds = [
  { start: 'warm', outcome: 'stored' },
  { start: 'unknown', outcome: 'stored' },
  { start: 'unknown', outcome: 'unknown' },
  { start: 'warm', outcome: 'unknown' },
  { start: 'warm', outcome: 'fetched' },
  { start: 'unknown', outcome: 'fetched' },
  { start: 'cold', outcome: 'stored' },
  { start: 'cold', outcome: 'fetched' },
  { start: 'cold', outcome: 'unknown' },
] as const satisfies readonly Kind[];

/** The metric that was asked for, in the part that tells it best; undefined where not every run has it. */
export const findMetric = (
  runs: readonly BenchDocument[],
  { part, start, outcome, percent }: AskedMetric,
): RunMetric | undefined => {
  for (const kind of kinds) {
    if (start !== undefined && kind.start !== start) continue;
    if (outcome !== undefined && kind.outcome !== outcome) continue;
    const found = partsOf(runs, kind).find((one) => part === undefined || one === part);
    if (found !== undefined) return { ...kind, percent, part: found };
  }
  return undefined;
};

/** Every metric that is shown: median and tails of each kind, in the part that tells it best. */
export const shownMetrics = (runs: readonly BenchDocument[]): readonly RunMetric[] =>
  kinds.flatMap((kind) => {
    const [part] = partsOf(runs, kind);
    return part === undefined ? [] : [50, 95, 99].map((percent) => ({ ...kind, part, percent }));
  });

/** In milliseconds; undefined where the run has too few samples for it. */
export const metricOf = (run: BenchDocument, metric: RunMetric): number | undefined => {
  const population = run.populations.find((one) => isSame(one, metric));
  const trend = population && trendOfTimes(population);
  if (trend === undefined || trend.count < samplesNeeded(metric.percent)) return undefined;
  return positiveMs(trend, metric.percent);
};

/** Of the logarithm of nothing there is no use. */
export const positiveMs = (trend: Trend, percent: number): number | undefined => {
  const us = percentileUs(trend, percent);
  return us === undefined || us <= 0 ? undefined : us / 1000;
};
