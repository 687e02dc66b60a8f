import { mostMarks } from '../detail/marks.ts';
import { kinds } from '../record/kinds.ts';
import {
  type Mark,
  type Marks,
  type WaterfallRow,
  waterfallParts,
} from '../record/phase-detail.ts';
import type { Aligned } from './aligned.ts';
import { sum } from './sums.ts';

/** The first marks of all parts, by time. */
export const mergeMarks = (parts: readonly Aligned<Marks>[]): Marks => {
  const startMs = Math.min(...parts.map((part) => part.startMs));
  const first = (of: (marks: Marks) => readonly Mark[]): readonly Mark[] =>
    parts
      .flatMap((part) =>
        of(part.of).map((mark) => ({ ...mark, atMs: later(mark.atMs, part.startMs - startMs) })),
      )
      .sort((a, b) => a.atMs - b.atMs || a.ms - b.ms || (a.outcome < b.outcome ? -1 : 1));
  const [coldStarts, timeouts] = [first((one) => one.coldStarts), first((one) => one.timeouts)];
  const over = (marks: readonly Mark[]) => Math.max(0, marks.length - mostMarks);
  return {
    coldStarts: coldStarts.slice(0, mostMarks),
    timeouts: timeouts.slice(0, mostMarks),
    omitted: sum(parts.map(({ of }) => of.omitted)) + over(coldStarts) + over(timeouts),
  };
};

/** To the microsecond, so that the order of merges does not show in the last digit. */
const later = (atMs: number, byMs: number): number => Math.round(1000 * (atMs + byMs)) / 1000;

/** Means weighted by the requests that each rests on: the means of all requests together. */
export const mergeWaterfalls = (
  parts: readonly (readonly WaterfallRow[])[],
): readonly WaterfallRow[] =>
  kinds.flatMap(({ start, outcome }) => {
    const rows = parts.flat().filter((row) => row.start === start && row.outcome === outcome);
    if (rows.length === 0) return [];
    const means = waterfallParts.flatMap((name) => {
      const carried = rows.flatMap(({ count, meanMs, carriers }) => {
        const ms = meanMs[name];
        return ms === undefined ? [] : [{ ms, times: carriers?.[name] ?? count }];
      });
      const times = sum(carried.map((one) => one.times));
      if (times === 0) return [];
      return [{ name, times, ms: sum(carried.map((one) => one.ms * one.times)) / times }];
    });
    return [
      {
        ...{ start, outcome, count: sum(rows.map(({ count }) => count)) },
        meanMs: Object.fromEntries(means.map(({ name, ms }) => [name, ms])),
        carriers: Object.fromEntries(means.map(({ name, times }) => [name, times])),
      },
    ];
  });
