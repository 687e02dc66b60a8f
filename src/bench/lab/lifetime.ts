import type { Interval } from '../record/effect.ts';

/** An environment that was left idle for so long and then asked again. */
export interface IdleTrial {
  readonly idleMs: number;
  /** It was gone: the request waited for a new one. */
  readonly cold: boolean;
}

/** Where lifetimes are looked for. */
export interface IdleRange {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** What is believed of idle lifetimes after some trials. */
export interface LifetimeBelief {
  /** The median lifetime's quantile at a share of the belief, in milliseconds. */
  medianAt(share: number): number;
  /** The idle time after which an environment is believed to be gone with such a chance. */
  idleFor(chance: number): number;
  /** The chance that an environment is gone after an idle time: its mean, and 95 % of the belief around it. */
  coldAfter(idleMs: number): { readonly mean: number; readonly band: Interval };
  /** The belief after one trial more. */
  after(trial: IdleTrial): LifetimeBelief;
}

/** Of a logistic distribution of the logarithm: from a fixed time-out to wider than exponential. */
const spreads = [0.005, 0.02, 0.06, 0.16, 0.4, 0.8, 1.2];

/** Shares of the environments that go long before the others, for other reasons, or stay long after them. */
const others = [
  { early: 0, late: 0 },
  { early: 0.1, late: 0 },
  { early: 0.25, late: 0 },
  { early: 0, late: 0.1 },
  { early: 0, late: 0.25 },
] as const;

const positions = 240;

/** A band is read to a thousandth. */
const chanceBins = 1000;

/** Beyond the range on either side, so that a lifetime outside is seen to be there. */
const margin = Math.log(2);

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const logit = (chance: number): number => Math.log(chance / (1 - chance));

/** Columns of one grid, a cell each, by ascending median. Times are logarithms of milliseconds. */
interface Grid {
  readonly size: number;
  readonly at: Float64Array;
  readonly spread: Float64Array;
  readonly early: Float64Array;
  readonly late: Float64Array;
  readonly median: Float64Array;
}

/**
 * Nothing is seen of a lifetime but whether it was longer than one idle time: current-status data. The belief is a grid
 * over log-logistic lifetimes (position, spread) and a share that goes long before the others or stays long after
 * them, updated by Bayes' rule, which holds however the idle times were chosen (Kontsevich and Tyler 1999;
 * Prins 2012 for the shares). Every position, spread and share is as likely at first. `benchmarks/idle-lifetime.ts` counts how often its interval holds other lifetimes' median.
 */
export const beginBelief = ({ shortestMs, longestMs }: IdleRange): LifetimeBelief => {
  const from = Math.log(shortestMs) - margin;
  const step = (Math.log(longestMs) + margin - from) / (positions - 1);
  const cells = Array.from({ length: positions }, (_, index) => from + index * step)
    .flatMap((at) => spreads.flatMap((spread) => others.map((other) => ({ at, spread, ...other }))))
    .map((cell) => ({
      ...cell,
      median: cell.at + cell.spread * logit((0.5 - cell.early) / (1 - cell.early - cell.late)),
    }))
    .sort((a, b) => a.median - b.median);
  const column = (key: keyof (typeof cells)[number]) =>
    Float64Array.from(cells, (cell) => cell[key]);
  const grid = {
    ...{ size: cells.length, at: column('at'), spread: column('spread') },
    ...{ early: column('early'), late: column('late'), median: column('median') },
  };
  return beliefOf(grid, new Float64Array(cells.length).fill(1 / cells.length));
};

const coldIn = (grid: Grid, cell: number, logMs: number): number => {
  const [early, late] = [grid.early[cell] ?? 0, grid.late[cell] ?? 0];
  const gone = logistic((logMs - (grid.at[cell] ?? 0)) / (grid.spread[cell] ?? 1));
  return early + (1 - early - late) * gone;
};

const beliefOf = (grid: Grid, weights: Float64Array): LifetimeBelief => ({
  medianAt: (share) => Math.exp(grid.median[quantileCell(weights, share)] ?? Number.NaN),
  idleFor: (chance) =>
    Math.exp(meanOf(grid.median, weights) + meanOf(grid.spread, weights) * logit(chance)),
  coldAfter: (idleMs) => {
    const byChance = new Float64Array(chanceBins + 1);
    let mean = 0;
    for (const [cell, weight] of weights.entries()) {
      const chance = coldIn(grid, cell, Math.log(idleMs));
      const bin = Math.round(chance * chanceBins);
      byChance[bin] = (byChance[bin] ?? 0) + weight;
      mean += chance * weight;
    }
    const at = (share: number) => quantileCell(byChance, share) / chanceBins;
    return { mean, band: [Math.min(mean, at(0.025)), Math.max(mean, at(0.975))] };
  },
  after: ({ idleMs, cold }) => {
    const logMs = Math.log(idleMs);
    const next = new Float64Array(grid.size);
    let sum = 0;
    for (let cell = 0; cell < grid.size; cell += 1) {
      const chance = coldIn(grid, cell, logMs);
      const weight = (weights[cell] ?? 0) * (cold ? chance : 1 - chance);
      next[cell] = weight;
      sum += weight;
    }
    for (let cell = 0; cell < grid.size; cell += 1) next[cell] = (next[cell] ?? 0) / sum;
    return beliefOf(grid, next);
  },
});

const meanOf = (values: Float64Array, weights: Float64Array): number => {
  let sum = 0;
  for (let cell = 0; cell < values.length; cell += 1) {
    sum += (values[cell] ?? 0) * (weights[cell] ?? 0);
  }
  return sum;
};

/** The first cell at which so much of the weight is passed. */
const quantileCell = (weights: Float64Array, share: number): number => {
  let passed = 0;
  for (let cell = 0; cell < weights.length; cell += 1) {
    passed += weights[cell] ?? 0;
    if (passed >= share) return cell;
  }
  return weights.length - 1;
};
