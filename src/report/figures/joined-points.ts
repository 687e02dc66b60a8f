import { mergeCounts } from './counts.ts';
import { packCounts, unpackCounts } from './packed-counts.ts';
import type { PagePoint } from './page-data.ts';
import { sumOf } from './sums.ts';

/** Two slots in one. Environments that answered in both are one: at least as many as in the busier one were there. */
export const joinedPoints = (first: PagePoint, second: PagePoint): PagePoint => {
  const { errors = {}, counts, environments } = first;
  const seen = Math.max(environments?.[0] ?? 0, second.environments?.[0] ?? 0);
  const fresh = (environments?.[1] ?? 0) + (second.environments?.[1] ?? 0);
  return {
    atMs: first.atMs,
    lengthMs: second.atMs + second.lengthMs - first.atMs,
    classes: sumOf([first.classes, second.classes]),
    ...{ errors: sumOf([errors, second.errors ?? {}]) },
    ...((counts ?? second.counts) && { counts: joinedCounts(counts ?? {}, second.counts ?? {}) }),
    ...((environments ?? second.environments) && { environments: [seen, fresh] as const }),
  };
};

type Packed = Readonly<Record<string, string>>;

const joinedCounts = (first: Packed, second: Packed): Packed =>
  Object.fromEntries(
    [...new Set([...Object.keys(first), ...Object.keys(second)])].map((key) => [
      key,
      packCounts(mergeCounts([first, second].map((one) => unpackCounts(one[key] ?? '')))),
    ]),
  );
