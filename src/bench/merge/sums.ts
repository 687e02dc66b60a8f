export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((all, one) => all + one, 0);

/** Maps with the same meaning of their keys, added up; what has no count stays without one. */
export const sumMaps = <K extends string>(
  maps: readonly Readonly<Partial<Record<K, number>>>[],
): Record<K, number> => {
  const all = new Map<string, number>();
  for (const [key, amount] of maps.flatMap((map) => Object.entries<number | undefined>(map))) {
    if (amount !== undefined) all.set(key, (all.get(key) ?? 0) + amount);
  }
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted) as Record<K, number>;
};
