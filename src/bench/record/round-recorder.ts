import type { Sample, Start, StoreOutcome } from '../engine/sample.ts';
import type { RoundKind, RoundPopulation, RoundSummary, Times } from './document.ts';
import { type StartContext, startKindOf } from './kinds.ts';
import { requestDurationUs } from './tally.ts';
import { createTrend, percentileUs, record, type Trend } from './trend.ts';
import { encodeTrend } from './trend-codec.ts';
import { trendValues } from './trend-values.ts';

interface RoundRecorderOptions extends Pick<RoundSummary, 'round' | 'phase' | 'startedAt'> {
  readonly startUs: number;
  /** Whether requests were due at an instant: their times are then response times. */
  readonly openModel: boolean;
  /** What is known of its environments; without it, that some had answered before. */
  readonly starts?: StartContext;
}

/** Requests that ended in the same stretch of this length shared what the machine and the code were like. */
const blockUs = 200_000;

interface Cell {
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly duration: Trend;
  /** In the open model, beside the response time. */
  readonly service: Trend | undefined;
  /** Where the answers say it: init and handler. */
  function: Trend | undefined;
}

/** What one round of a phase tells of the populations in it: requests that ended well, by start and store outcome. */
export const createRoundRecorder = ({
  startUs,
  openModel,
  starts = { firstWave: undefined, isShared: false },
  ...round
}: RoundRecorderOptions) => {
  const kinds = createKinds(starts);
  const cells = new Map<string, Cell>();
  const missing = createMissingImage();
  let [ended, failed] = [0, 0];
  return {
    sample(sample: Sample): void {
      if (sample.class === 'interrupted') return;
      ended += 1;
      if (sample.class !== 'ok') failed += 1;
      const serviceUs = requestDurationUs(sample);
      if (sample.class !== 'ok' || serviceUs === undefined) return;
      const { start, outcome } = sample;
      const us = openModel ? sample.endedUs - sample.intendedUs : serviceUs;
      const cell = cells.get(start + outcome) ?? emptyCell(start, outcome, openModel);
      cells.set(start + outcome, cell);
      record(cell.duration, us);
      if (sample.initKind !== undefined || start === 'cold') kinds.add(sample, us);
      if (cell.service !== undefined) record(cell.service, serviceUs);
      if (sample.functionDurationMs !== undefined) {
        cell.function ??= createTrend();
        record(cell.function, 1000 * (sample.functionDurationMs + (sample.initDurationMs ?? 0)));
      }
      if (start !== 'cold')
        missing.add(outcome, us, Math.floor((sample.endedUs - startUs) / blockUs));
    },
    finish(endUs: number): RoundSummary {
      const durationMs = (endUs - startUs) / 1000;
      const populations = [...cells.values()].map((cell) => populationOf(cell));
      const missingImageMs = missing.meanMs() ?? missingOverRound(cells);
      const figures = { durationMs, ended, failed, populations, kinds: kinds.all() };
      return { ...round, ...figures, missingImageMs };
    },
  };
};

const createKinds = (context: StartContext) => {
  const found = new Map<string, Pick<RoundKind, 'kind' | 'start'> & { readonly times: Trend }>();
  return {
    add(sample: Sample, us: number): void {
      const { start } = sample;
      const kind = startKindOf(sample, context);
      if (kind === undefined) return;
      const known = found.get(kind + start) ?? { kind, start, times: createTrend() };
      found.set(kind + start, known);
      record(known.times, us);
    },
    all: (): readonly RoundKind[] =>
      [...found.values()].map(({ kind, start, times }) => ({ kind, start, ...timesOf(times) })),
  };
};

export type RoundRecorder = ReturnType<typeof createRoundRecorder>;

const emptyCell = (start: Start, outcome: StoreOutcome, openModel: boolean): Cell => ({
  ...{ start, outcome, duration: createTrend() },
  service: openModel ? createTrend() : undefined,
  function: undefined,
});

const populationOf = (cell: Cell): RoundPopulation => ({
  ...{ start: cell.start, outcome: cell.outcome, ...timesOf(cell.duration) },
  ...(cell.service && { service: timesOf(cell.service) }),
  ...(cell.function && { function: timesOf(cell.function) }),
});

/** A trend as the document has it: its values, and the histogram to merge it by. */
export const timesOf = (trend: Trend, percentiles?: readonly number[]): Times => ({
  values: trendValues(trend, percentiles),
  histogram: encodeTrend(trend),
});

/**
 * How much longer a request takes whose image is missing: the difference of the medians within stretches of one round
 * in which both kinds ended, weighted by how much each stretch tells. Misses come early, while the code still warms
 * up, and hits come late: pooled, that would count as the image's fault.
 */
const createMissingImage = () => {
  let [block, weightSum, weightedUs] = [0, 0, 0];
  let open = { stored: [] as number[], fetched: [] as number[] };
  const close = (): void => {
    const { stored, fetched } = open;
    open = { stored: [], fetched: [] };
    if (stored.length === 0 || fetched.length === 0) return;
    const weight = (stored.length * fetched.length) / (stored.length + fetched.length);
    weightSum += weight;
    weightedUs += weight * (medianOf(fetched) - medianOf(stored));
  };
  return {
    add(outcome: StoreOutcome, us: number, at: number): void {
      if (outcome === 'unknown') return;
      if (at !== block) close();
      block = at;
      open[outcome].push(us);
    },
    meanMs(): number | null {
      close();
      return weightSum === 0 ? null : weightedUs / weightSum / 1000;
    },
  };
};

/** Where requests are so slow that no stretch has both kinds: over the whole round, at one start. */
export const missingOverRound = (
  cells: ReadonlyMap<string, Pick<Cell, 'duration'>>,
): number | null => {
  const medianUs = (start: Start, outcome: StoreOutcome) => {
    const cell = cells.get(start + outcome);
    return cell && percentileUs(cell.duration, 50);
  };
  for (const start of ['warm', 'unknown'] as const) {
    const [fetched, stored] = [medianUs(start, 'fetched'), medianUs(start, 'stored')];
    if (fetched !== undefined && stored !== undefined) return (fetched - stored) / 1000;
  }
  return null;
};

/** Of at least one number. */
export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
};
