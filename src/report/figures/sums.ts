export type Sums = Readonly<Record<string, number>>;

/** Counts by name, added up. */
export const sumOf = (all: readonly Sums[]): Sums => {
  const sums: Record<string, number> = {};
  for (const one of all) {
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
};
