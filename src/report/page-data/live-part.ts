import type { ClassCounts } from '../../bench/record/document.ts';
import type { DetailNews } from '../../bench/record/phase-detail.ts';
import type { LivePart } from '../figures/page-data.ts';
import { countedPoint, marksOf } from './page-run.ts';

/** What is new of a phase that runs, as a page takes it. */
export const livePartOf = (
  name: string,
  { elapsedMs, classes }: { readonly elapsedMs: number; readonly classes: ClassCounts },
  { from, blocks, marks }: DetailNews,
): LivePart => ({
  ...{ name, durationMs: elapsedMs, classes, from },
  points: blocks.map((block) => countedPoint(block, name)),
  marks: marksOf(marks),
});
