import { fewestUnits } from '../stats/mean-interval.ts';
import { createChance } from './chance.ts';

/** A size that was chosen, and how sure the choice is. */
export interface Choice {
  readonly memoryMb: number;
  /** Of draws of what the rounds leave open, those in which this size would be chosen. */
  readonly share: number;
  /** Whether that is 95 % or more. */
  readonly isSure: boolean;
  /** The sizes that hold 95 % of the draws, the likeliest first. */
  readonly candidates: readonly { readonly memoryMb: number; readonly share: number }[];
}

interface Rule {
  /** How far above the best still counts as the best: 0.1 for 10 %; 0 asks for the best itself. */
  readonly tolerance: number;
  readonly seed: number;
}

const draws = 2000;
const sure = 0.95;

/**
 * The smallest size whose figure lies within a tolerance of the lowest of all. Rounds are blocks: what a round had in
 * common is taken out first (on logarithms, as times and prices spread in proportion), then each size's mean is drawn
 * from Student's t by its own spread over the rounds left, all sizes at once, and the rule is applied to every draw.
 * Only rounds that measured every size count; with fewer than three of them nothing can be told.
 *
 * @param figures for each size, by round.
 */
export const chooseSize = (
  sizesMb: readonly number[],
  figures: readonly ReadonlyMap<number, number | undefined>[],
  { tolerance, seed }: Rule,
): Choice | null => {
  const rounds = [...(figures[0]?.keys() ?? [])].filter((round) =>
    figures.every((byRound) => (byRound.get(round) ?? 0) > 0),
  );
  if (rounds.length < fewestUnits) return null;
  const logs = figures.map((byRound) => rounds.map((round) => Math.log(byRound.get(round) ?? 1)));
  const means = logs.map(mean);
  const errors = standardErrors(logs, means);
  const order = [...sizesMb.keys()].sort((a, b) => (sizesMb[a] ?? 0) - (sizesMb[b] ?? 0));
  const choose = (values: readonly number[]): number => {
    const most = Math.min(...values) + Math.log1p(tolerance);
    return order.find((size) => (values[size] ?? 0) <= most) ?? 0;
  };
  const { student } = createChance(seed);
  const counts = sizesMb.map(() => 0);
  for (let drawn = 0; drawn < draws; drawn += 1) {
    const values = means.map((at, size) => at + student(rounds.length - 1) * (errors[size] ?? 0));
    const chosen = choose(values);
    counts[chosen] = (counts[chosen] ?? 0) + 1;
  }
  const chosen = choose(means);
  const share = (counts[chosen] ?? 0) / draws;
  const ranked = sizesMb
    .map((memoryMb, size) => ({ memoryMb, share: (counts[size] ?? 0) / draws }))
    .sort((a, b) => b.share - a.share);
  return {
    ...{ memoryMb: sizesMb[chosen] ?? 0, share, isSure: share >= sure },
    candidates: untilSure(ranked),
  };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of each size's mean, without what all sizes of a round share. */
const standardErrors = (
  logs: readonly (readonly number[])[],
  means: readonly number[],
): readonly number[] => {
  const [sizes, rounds] = [logs.length, logs[0]?.length ?? 0];
  const shared = Array.from({ length: rounds }, (_, round) =>
    mean(logs.map((ofSize, size) => (ofSize[round] ?? 0) - (means[size] ?? 0))),
  );
  const inflation = sizes > 1 ? sizes / (sizes - 1) : 1;
  return logs.map((ofSize, size) => {
    const own = ofSize.map(
      (log, round) => log - (means[size] ?? 0) - (sizes > 1 ? (shared[round] ?? 0) : 0),
    );
    const squares = own.reduce((sum, one) => sum + one ** 2, 0);
    return Math.sqrt((inflation * squares) / (rounds - 1) / rounds);
  });
};

const untilSure = (ranked: Choice['candidates']): Choice['candidates'] => {
  let held = 0;
  return ranked.filter(({ share }) => {
    const isNeeded = held < sure && share > 0;
    held += share;
    return isNeeded;
  });
};
