export type Sums = Readonly<Record<string, number>>;

/** Counts by name, added up. */
export const sumOf = (all: readonly Sums[]): Sums => {
  // A foreign server names some of them, perhaps as an object's own members are called.
  const sums = new Map<string, number>();
  for (const one of all) {
    for (const [name, count] of Object.entries(one)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
};
