import { closest } from '../../core/closest.ts';
import { FibimgError } from '../../core/error.ts';

const names = ['avg', 'min', 'med', 'max', 'count'] as const;

/** Reads `--summary-trend-stats`, `avg,p(99.9),count`: the columns of trends, in order. Throws a usage error. */
export const parseTrendStats = (text: string): readonly string[] =>
  text.split(',').map((part) => {
    const name = part.trim();
    if (names.some((known) => known === name)) return name;
    const percentile = percentileOf(name);
    if (percentile !== undefined) return `p(${percentile})`;
    const near = closest(name, names);
    throw new FibimgError('usage', `${JSON.stringify(name)} is not a statistic`, {
      hint: near ? `did you mean ${near}?` : `${names.join(', ')} or p(N), N from 0 to 100`,
    });
  });

/** The N of p(N), undefined for anything else. */
export const percentileOf = (name: string): number | undefined => {
  const [, text] = /^p\(\s*(\d+(?:\.\d+)?)\s*\)$/.exec(name) ?? [];
  const percentile = Number(text);
  return percentile <= 100 ? percentile : undefined;
};

/** The percentiles that a recorder must keep so that all of these statistics can be told, ascending. */
export const percentilesIn = (statistics: Iterable<string>): readonly number[] => {
  const percentiles = new Set([...statistics].flatMap((name) => percentileOf(name) ?? []));
  return [...percentiles].sort((a, b) => a - b);
};
