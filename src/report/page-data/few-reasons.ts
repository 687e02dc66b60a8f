import type { PagePoint } from '../figures/page-data.ts';
import { sumOf } from '../figures/sums.ts';

/** More lines nobody can tell apart, and a target that makes up codes could fill a page with them. */
const mostReasons = 12;
const mostLetters = 80;

const otherReasons = 'other reasons';

/** The same points with the most frequent reasons of failures by name, and all others together. */
export const fewReasons = (points: readonly PagePoint[]): readonly PagePoint[] => {
  const sums = Object.entries(sumOf(points.map(({ errors = {} }) => errors)));
  const named = new Set(
    sums
      .sort(([, a], [, b]) => b - a)
      .slice(0, mostReasons)
      .map(([reason]) => reason),
  );
  const nameOf = (reason: string): string => (named.has(reason) ? shortened(reason) : otherReasons);
  return points.map((point) => {
    if (point.errors === undefined) return point;
    const renamed = Object.entries(point.errors).map(([reason, count]) => ({
      [nameOf(reason)]: count,
    }));
    return { ...point, errors: sumOf(renamed) };
  });
};

const shortened = (reason: string): string =>
  reason.length <= mostLetters ? reason : `${reason.slice(0, mostLetters - 1)}…`;
