import { gbSecondsOf, lambdaCost, type PricedPlace } from '../../core/price/price.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import type { Interval } from '../record/effect.ts';
import { geometricMeanOf, meanOf } from '../stats/mean-interval.ts';
import { type Choice, chooseSize } from './choose-size.ts';
import type { SizeFailure, Sweep, SweepCell } from './memory-sweep.ts';
import { type Reasons, sumReasons } from './reasons.ts';

/** A figure and its 95 % interval over rounds; null with fewer than three of them. */
export interface Figure {
  readonly value: number;
  readonly interval: Interval | null;
}

/** What a sweep found of one memory size. */
export interface SizeFigures {
  readonly memoryMb: number;
  readonly status: 'measured' | SizeFailure['kind'];
  /** Why it was not measured to the end. */
  readonly why: string | null;
  readonly rounds: number;
  readonly coldStarts: number;
  readonly unproven: number;
  readonly failures: Reasons;
  /** What a caller waits for: the geometric mean over rounds of each round's median. */
  readonly coldMs: Figure | null;
  readonly warmMs: Figure | null;
  /** Lambda's price of a million such requests, in US dollars: duration and requests, no free tier. */
  readonly coldUsd: Figure | null;
  readonly warmUsd: Figure | null;
}

export interface MemoryFigures {
  readonly sizes: readonly SizeFigures[];
  /** The smallest size whose warm latency is within the tolerance of the best; null where rounds are too few. */
  readonly knee: Choice | null;
  /** The size of the lowest price of warm requests; likewise. */
  readonly cheapest: Choice | null;
}

interface Asked {
  readonly sizesMb: readonly number[];
  readonly place: PricedPlace;
  readonly prices: PriceTable;
  /** 0.1 for 10 %. */
  readonly tolerance: number;
  readonly seed: number;
}

export const memoryFigures = ({ cells, failures }: Sweep, asked: Asked): MemoryFigures => {
  const cellsOf = (size: number) => cells.filter(({ memoryMb }) => memoryMb === size);
  const sizes = asked.sizesMb.map((size) =>
    figuresOf(
      cellsOf(size),
      failures.find(({ memoryMb }) => memoryMb === size),
      size,
      asked,
    ),
  );
  const measured = sizes
    .filter(({ status, rounds }) => status === 'measured' && rounds > 0)
    .map(({ memoryMb }) => memoryMb);
  const choose = (figureOf: (cell: SweepCell) => number | undefined, tolerance: number) =>
    chooseSize(
      measured,
      measured.map((size) => new Map(cellsOf(size).map((cell) => [cell.round, figureOf(cell)]))),
      { tolerance, seed: asked.seed },
    );
  return {
    sizes,
    knee: choose(({ warmMs }) => medianOf(warmMs), asked.tolerance),
    cheapest: choose(({ memoryMb, warmBilledMs }) => {
      const billedMs = meanOf(warmBilledMs)?.value;
      return billedMs === undefined ? undefined : millionUsd(memoryMb, billedMs, asked);
    }, 0),
  };
};

const figuresOf = (
  cells: readonly SweepCell[],
  failure: SizeFailure | undefined,
  memoryMb: number,
  priced: Pick<Asked, 'place' | 'prices'>,
): SizeFigures => {
  const latency = (of: (cell: SweepCell) => readonly number[]): Figure | null =>
    figure(geometricMeanOf(cells.flatMap((cell) => medianOf(of(cell)) ?? [])));
  const price = (of: (cell: SweepCell) => readonly number[]): Figure | null => {
    const billed = cells.flatMap((cell) => meanOf(of(cell))?.value ?? []);
    // Bills add up: a million requests cost their mean, not what the middle one does.
    return figure(meanOf(billed.flatMap((ms) => millionUsd(memoryMb, ms, priced) ?? [])));
  };
  const count = (of: (cell: SweepCell) => number) => cells.reduce((sum, one) => sum + of(one), 0);
  return {
    ...{ memoryMb, status: failure?.kind ?? 'measured', why: failure?.why ?? null },
    rounds: cells.filter(({ warmMs }) => warmMs.length > 0).length,
    coldStarts: count(({ coldMs }) => coldMs.length),
    unproven: count(({ unproven }) => unproven),
    failures: sumReasons(cells.flatMap((cell) => cell.failures)),
    ...{ coldMs: latency((cell) => cell.coldMs), warmMs: latency((cell) => cell.warmMs) },
    ...{ coldUsd: price((cell) => cell.coldBilledMs), warmUsd: price((cell) => cell.warmBilledMs) },
  };
};

const figure = (estimate: Figure | undefined): Figure | null =>
  estimate === undefined
    ? null
    : { value: estimate.value, interval: aboveNothing(estimate.interval) };

const aboveNothing = (interval: Interval | null): Interval | null =>
  interval && [Math.max(0, interval[0]), interval[1]];

/** Undefined where no price of the region is at hand. */
const millionUsd = (
  memoryMb: number,
  billedMs: number,
  { place, prices }: Pick<Asked, 'place' | 'prices'>,
): number | undefined => {
  const usage = { requests: 1e6, gbSeconds: 1e6 * gbSecondsOf(memoryMb, billedMs) };
  return lambdaCost(usage, place, prices)?.totalUsd;
};

const medianOf = (values: readonly number[]): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
};
