import { lastWithin, normalAtMost, normalCritical } from './normal.ts';

/** Of both samples together. */
const mostExact = 60;

/**
 * The chance of each value of Mann and Whitney's U, from 0 to m*n, when both samples come from one distribution: the
 * share of all ways to choose m of m+n ranks.
 */
const rankSumChances = (m: number, n: number): readonly number[] => {
  const least = (m * (m + 1)) / 2;
  const most = least + m * n;
  // ways[size][sum]: subsets of the ranks so far.
  const ways = Array.from({ length: m + 1 }, () => new Float64Array(most + 1));
  const empty = ways[0];
  if (empty !== undefined) empty[0] = 1;
  for (let rank = 1; rank <= m + n; rank += 1) {
    for (let size = Math.min(m, rank); size >= 1; size -= 1) {
      const [into, from] = [ways[size], ways[size - 1]];
      if (into === undefined || from === undefined) continue;
      for (let sum = most; sum >= rank; sum -= 1)
        into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  const counts = [...(ways[m] ?? [])].slice(least);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
};

/** The probability that U is at most `u`. */
export const rankSumAtMost = (m: number, n: number, u: number): number => {
  if (u < 0) return 0;
  if (m + n > mostExact) return normalAtMost(u, (m * n) / 2, (m * n * (m + n + 1)) / 12);
  const chances = rankSumChances(m, n).slice(0, u + 1);
  return Math.min(
    1,
    chances.reduce((sum, chance) => sum + chance, 0),
  );
};

/** The greatest U that a two-sided test at `alpha` still rejects; undefined where none is rare enough, as with 3 against 3. */
export const rankSumCritical = (m: number, n: number, alpha: number): number | undefined => {
  if (m + n <= mostExact) return lastWithin(rankSumChances(m, n), alpha);
  return normalCritical((m * n) / 2, (m * n * (m + n + 1)) / 12, alpha);
};
