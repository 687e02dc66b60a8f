import { type Counts, noCounts } from './counts.ts';
import { joinedPoints } from './joined-points.ts';
import { unpackCounts } from './packed-counts.ts';
import type { PageMark, PagePart, PagePoint, PagePopulation, PageRun } from './page-data.ts';

/** A run with its counts unpacked, its phases side by side on one axis of seconds. */
export interface OpenRun {
  readonly run: PageRun;
  readonly seconds: number;
  readonly parts: readonly OpenPart[];
  readonly slots: readonly Slot[];
  readonly populations: readonly OpenPopulation[];
  readonly cold: readonly OpenMark[];
  readonly timeouts: readonly OpenMark[];
  /** Further cold starts and time-outs, of which the run kept no mark. */
  readonly omitted: number;
}

interface OpenPart {
  readonly name: string;
  /** Seconds on the axis. */
  readonly from: number;
  readonly to: number;
}

/** A slot of time, in seconds on the axis. */
export interface Slot {
  readonly from: number;
  readonly to: number;
  readonly part: string;
  readonly classes: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  /** By the key of the population. Undefined where the run was recorded without. */
  readonly counts: ReadonlyMap<string, Counts> | undefined;
  readonly environments?: readonly [seen: number, fresh: number];
}

export interface OpenPopulation extends Omit<PagePopulation, 'counts'> {
  readonly counts: Counts;
}

export interface OpenMark {
  readonly at: number;
  readonly ms: number;
  readonly outcome: PageMark[2];
  readonly part: string;
}

export const openRun = (run: PageRun): OpenRun => {
  const parts = partsOf(run.parts);
  const from = (index: number) => parts[index]?.from ?? 0;
  const marks = (which: 'cold' | 'timeouts') =>
    run.parts.flatMap((part, index) =>
      part.marks[which].map(([atMs, ms, outcome]) => ({
        ...{ at: from(index) + atMs / 1000, ms, outcome, part: part.name },
      })),
    );
  return {
    run,
    parts,
    // Before its first slot a live run has no axis yet.
    seconds: parts.at(-1)?.to ?? 1,
    slots: run.parts.flatMap((part, index) => slotsOf(part, from(index), parts[index]?.to ?? 0)),
    populations: run.populations.map((one) => ({ ...one, counts: unpackCounts(one.counts) })),
    ...{ cold: marks('cold'), timeouts: marks('timeouts') },
    omitted: run.parts.reduce((sum, part) => sum + part.marks.omitted, 0),
  };
};

const partsOf = (parts: readonly PagePart[]): readonly OpenPart[] => {
  let from = 0;
  return parts.map((part) => {
    const lengthMs = Math.max(part.durationMs, ...part.points.map(({ atMs }) => atMs), 1);
    const open = { name: part.name, from, to: from + lengthMs / 1000 };
    from = open.to;
    return open;
  });
};

const slotsOf = (part: PagePart, from: number, end: number): readonly Slot[] =>
  withoutStub(part).map(({ atMs, lengthMs, classes, errors = {}, counts, environments }) => ({
    from: from + atMs / 1000,
    to: Math.min(end, from + (atMs + lengthMs) / 1000),
    part: part.name,
    classes,
    errors,
    counts:
      counts && new Map(Object.entries(counts).map(([key, text]) => [key, unpackCounts(text)])),
    ...(environments && { environments }),
  }));

/** A phase ends within a slot. What is left of it, where that is little, would show rates of chance. */
const withoutStub = ({ points, durationMs }: PagePart): readonly PagePoint[] => {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return points;
  const isStub = durationMs - last.atMs < last.lengthMs / 2;
  return isStub ? [...points.slice(0, -2), joinedPoints(before, last)] : points;
};

/** The counts of a population in a slot. */
export const countsIn = ({ counts }: Slot, key: string): Counts => counts?.get(key) ?? noCounts;
