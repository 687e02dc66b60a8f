import type { BenchDocument } from '../record/document.ts';

/** What happened from an instant on, by the reference's clock, in milliseconds since 1970. */
export interface Aligned<T> {
  readonly startMs: number;
  readonly of: T;
}

/** A time of a run's own clock as the reference has it; where no offset was measured its own is taken. */
export const referenceMs = ({ clock }: BenchDocument, iso: string): number =>
  Date.parse(iso) + Math.round(clock?.offsetMs ?? 0);

/** Slots of one length, whose first begins with the first of all. */
interface Slots<T> {
  readonly lengthMs: number;
  readonly slots: readonly T[];
}

interface Joining<T> {
  readonly most: number;
  readonly empty: T;
  readonly joined: (first: T, second: T) => T;
  /** Two slots of one run, one after the other. */
  readonly followed: (first: T, second: T) => T;
}

/**
 * Slots of several runs that went on at the same time, by time. Each begins in the slot of a common grid that is nearest
 * to its start, so that the order in which runs are joined makes no difference.
 */
export const joinSlots = <T>(
  runs: readonly Aligned<Slots<T>>[],
  { most, empty, joined, followed }: Joining<T>,
): Slots<T> => {
  let lengthMs = Math.max(1, ...runs.map(({ of }) => of.lengthMs));
  const starts = runs.map(({ startMs }) => startMs);
  while ((Math.max(...starts) - Math.min(...starts)) / lengthMs > most) lengthMs *= 2;
  for (;;) {
    const slots = joinedAt(runs, lengthMs, { empty, joined, followed });
    if (slots.length <= most) return { lengthMs, slots };
    lengthMs *= 2;
  }
};

const joinedAt = <T>(
  runs: readonly Aligned<Slots<T>>[],
  lengthMs: number,
  { empty, joined, followed }: Omit<Joining<T>, 'most'>,
): readonly T[] => {
  const first = Math.min(...runs.map(({ startMs }) => Math.round(startMs / lengthMs)));
  const all: T[] = [];
  for (const { startMs, of } of runs) {
    const shift = Math.round(startMs / lengthMs) - first;
    const slots = lengthened(of, lengthMs, followed);
    if (slots.length === 0) continue;
    while (all.length < shift + slots.length) all.push(empty);
    for (const [index, slot] of slots.entries()) {
      const known = all[shift + index] ?? empty;
      all[shift + index] = known === empty ? slot : joined(known, slot);
    }
  }
  return all;
};

const lengthened = <T>(
  { lengthMs, slots }: Slots<T>,
  wantedMs: number,
  followed: (first: T, second: T) => T,
): readonly T[] => {
  const together = Math.max(1, Math.round(wantedMs / lengthMs));
  if (together === 1) return slots;
  const longer: T[] = [];
  for (const [index, slot] of slots.entries()) {
    const at = Math.floor(index / together);
    const known = longer[at];
    longer[at] = known === undefined ? slot : followed(known, slot);
  }
  return longer;
};
