import { joinedPoints } from '../figures/joined-points.ts';
import type { PageData, PagePart } from '../figures/page-data.ts';

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
    return [next === undefined ? point : joinedPoints(point, next)];
  }),
});
