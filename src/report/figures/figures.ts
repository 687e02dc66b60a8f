import { bucketAtShare, bucketMs, type Counts, mergeCounts } from './counts.ts';
import { countsIn, type OpenPopulation, type OpenRun, type Slot } from './open-run.ts';
import type { Range } from './page-data.ts';
import { quantileBand } from './quantile-band.ts';
import type { Selection, Span } from './selection.ts';
import { type Sums, sumOf } from './sums.ts';

/** Everything that the page says of what is selected. */
export interface Figures {
  /** Undefined for the whole run. */
  readonly span: Span | undefined;
  readonly slots: readonly Slot[];
  /** Those that are not hidden and have a sample in the span. */
  readonly populations: readonly PopulationFigures[];
  /** By class, with `started` and `dropped`. */
  readonly classes: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface PopulationFigures
  extends Pick<OpenPopulation, 'key' | 'part' | 'start' | 'outcome' | 'label' | 'service'> {
  /** Place among the run's populations, for its colour. */
  readonly at: number;
  /** As the run has them; of a span as its histograms say, within 0.4 %. */
  readonly values: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, Range>>;
  readonly counts: Counts;
  /** The same, slot by slot: what varied. */
  readonly slots: readonly Counts[];
}

export const figuresOf = (open: OpenRun, { span, hidden }: Selection): Figures => {
  const slots = span === undefined ? open.slots : open.slots.filter((slot) => isIn(slot, span));
  return {
    span,
    slots,
    populations: open.populations
      .map((one, at) => ({ one, at }))
      .filter(({ one }) => !hidden.includes(one.key))
      .map(({ one, at }) => populationIn(one, at, slots, span))
      .filter(({ counts }) => counts.total > 0),
    classes: span === undefined ? classesOfRun(open) : sumOf(slots.map(({ classes }) => classes)),
    seconds:
      span === undefined ? open.seconds : slots.reduce((sum, { from, to }) => sum + to - from, 0),
  };
};

/** A slot belongs to a span that holds its middle. */
const isIn = ({ from, to }: Slot, span: Span): boolean =>
  (from + to) / 2 >= span.from && (from + to) / 2 <= span.to;

/** Outside time, as the cold starts made on purpose, or recorded without: of the whole run whatever the span. */
const isTimeless = (one: OpenPopulation, slots: readonly Slot[]): boolean =>
  one.part === 'bursts' || slots.every(({ counts }) => counts === undefined);

const populationIn = (
  one: OpenPopulation,
  at: number,
  slots: readonly Slot[],
  span: Span | undefined,
): PopulationFigures => {
  const mine = slots.map((slot) => countsIn(slot, one.key)).filter(({ total }) => total > 0);
  // Of a run that goes on only the slots are known.
  const isKnown = one.counts.total > 0;
  if (isKnown && (span === undefined || isTimeless(one, slots))) return { ...one, at, slots: mine };
  const { service: _, ...rest } = one;
  const counts = mergeCounts(mine);
  const intervals = percentiles.flatMap(({ name, share }) => {
    const band = quantileBand(counts, mine, share);
    return band === null ? [] : [[name, band] as const];
  });
  return {
    ...{ ...rest, at, counts, slots: mine },
    ...{ values: valuesOf(counts), intervals: Object.fromEntries(intervals) },
  };
};

const percentiles = [
  { name: 'med', share: 0.5 },
  { name: 'p(90)', share: 0.9 },
  { name: 'p(95)', share: 0.95 },
  { name: 'p(99)', share: 0.99 },
] as const;

/** A percentile needs one sample beyond it, as everywhere in a run. */
const valuesOf = (counts: Counts): Readonly<Record<string, number>> => {
  const { total } = counts;
  const values: Record<string, number> = { count: total };
  for (const { name, share } of percentiles) {
    const bucket = bucketAtShare(counts, share);
    const carries = name === 'med' || total * (1 - share) >= 1 - 1e-9;
    if (bucket !== undefined && carries) values[name] = bucketMs(bucket);
  }
  const [least, most] = [counts.buckets[0], counts.buckets.at(-1)];
  if (least !== undefined) values['min'] = bucketMs(least);
  if (most !== undefined) values['max'] = bucketMs(most);
  return values;
};

const classesOfRun = ({ run }: OpenRun): Sums => sumOf(run.parts.map(({ classes }) => classes));
