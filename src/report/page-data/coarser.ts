import { mergeCounts } from '../figures/counts.ts';
import { sumOf } from '../figures/figures.ts';
import { packCounts, unpackCounts } from '../figures/packed-counts.ts';
import type { PageData, PagePart, PagePoint } from '../figures/page-data.ts';

/** The same data with fewer slots of time, two in one again and again, until they fit into so many letters. */
export const coarser = (data: PageData, mostLetters: number): PageData => {
  let fitted = data;
  while (JSON.stringify(fitted).length > mostLetters && fitted.runs.some(canHalve)) {
    const runs = fitted.runs.map((run) => ({ ...run, parts: run.parts.map(halved) }));
    fitted = { ...fitted, runs };
  }
  return fitted;
};

const canHalve = ({ parts }: PageData['runs'][number]): boolean =>
  parts.some(({ points }) => points.length > 1);

const halved = (part: PagePart): PagePart => ({
  ...part,
  points: part.points.flatMap((point, at) => {
    if (at % 2 === 1) return [];
    const next = part.points[at + 1];
    return [next === undefined ? point : joined(point, next)];
  }),
});

/** Environments that answered in both are one: at least as many as in the busier half were there. */
const joined = (first: PagePoint, second: PagePoint): PagePoint => {
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
