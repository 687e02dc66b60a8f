/** P values made larger for their number (Holm, 1979), in the order given: at most alpha with all of them in mind. */
export const holm = (ps: readonly number[]): readonly number[] => {
  const order = ps.map((_, at) => at).toSorted((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));
  const adjusted: number[] = new Array(ps.length).fill(1);
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * (ps[at] ?? 1)));
    adjusted[at] = least;
  }
  return adjusted;
};
