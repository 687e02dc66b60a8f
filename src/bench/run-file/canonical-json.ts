import { FibimgError } from '../../core/error.ts';

/** Deeper than any document of ours. */
const mostLevels = 100;

/** JSON of one spelling: keys sorted by code unit, no white space; what JSON leaves out is left out. */
export const canonicalJson = (value: unknown, level = 0): string => {
  if (level > mostLevels) {
    throw new FibimgError('usage', `JSON is nested deeper than ${mostLevels} levels`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((one) => canonicalJson(one ?? null, level + 1)).join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, level + 1)}`);
  return `{${members.join(',')}}`;
};
