/**
 * Where the lines of labels stand that would each like to be at its own place, the lowest first: none over another, and
 * none above the top of the picture.
 */
export const labelBases = (wanted: readonly number[], lineHeight: number): readonly number[] => {
  const bases: number[] = [];
  for (const base of wanted) {
    bases.push(Math.min(base, (bases.at(-1) ?? Number.POSITIVE_INFINITY) - lineHeight));
  }
  return bases.map((base, at) => Math.max(base, (bases.length - at) * lineHeight));
};
