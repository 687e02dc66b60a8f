import { bucketMs } from './counts.ts';
import { countsIn, type OpenRun } from './open-run.ts';

/** Time by the logarithm of latency, requests a second in each cell. */
export interface Heat {
  /** Edges of the rows in milliseconds, one more than there are rows. */
  readonly edgesMs: readonly number[];
  /** A column a slot; cells from the lowest row up. */
  readonly columns: readonly HeatColumn[];
  /** The most that a cell has. */
  readonly most: number;
}

interface HeatColumn {
  readonly from: number;
  readonly to: number;
  readonly part: string;
  readonly perSecond: readonly number[];
}

/** Rows from one power of two to the next. */
const rowsAnOctave = 5;

/** Of the populations that are not hidden; undefined where a run was recorded without them. */
export const heatOf = (open: OpenRun, hidden: readonly string[]): Heat | undefined => {
  if (!open.slots.some(({ counts }) => counts !== undefined)) return undefined;
  const keys = open.populations.map(({ key }) => key).filter((key) => !hidden.includes(key));
  const marks = [...open.cold, ...open.timeouts].map(({ ms }) => ms);
  const [least, most] = reach(open, keys, marks);
  const first = Math.floor(rowsAnOctave * Math.log2(least));
  const rows = Math.max(1, Math.ceil(rowsAnOctave * Math.log2(most) + 1e-6) - first);
  const rowOf = (ms: number) =>
    Math.min(rows - 1, Math.max(0, Math.floor(rowsAnOctave * Math.log2(ms)) - first));
  const columns = open.slots.map((slot) => {
    const perSecond: number[] = new Array(rows).fill(0);
    for (const key of keys) {
      const { buckets, counts } = countsIn(slot, key);
      for (const [at, bucket] of buckets.entries()) {
        const row = rowOf(Math.max(least, bucketMs(bucket)));
        perSecond[row] = (perSecond[row] ?? 0) + (counts[at] ?? 0);
      }
    }
    const length = Math.max(1e-3, slot.to - slot.from);
    return {
      ...{ from: slot.from, to: slot.to, part: slot.part },
      perSecond: perSecond.map((count) => count / length),
    };
  });
  return {
    edgesMs: Array.from({ length: rows + 1 }, (_, row) => 2 ** ((first + row) / rowsAnOctave)),
    columns,
    most: columns.reduce((all, { perSecond }) => Math.max(all, ...perSecond), 0),
  };
};

/** From the least time shown to the greatest. */
const reach = (
  open: OpenRun,
  keys: readonly string[],
  marks: readonly number[],
): readonly [number, number] => {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const slot of open.slots) {
    for (const key of keys) {
      const { buckets } = countsIn(slot, key);
      const [first, last] = [buckets[0], buckets.at(-1)];
      if (first !== undefined) least = Math.min(least, bucketMs(first));
      if (last !== undefined) most = Math.max(most, bucketMs(last));
    }
  }
  for (const ms of marks) {
    least = Math.min(least, ms);
    most = Math.max(most, ms);
  }
  // 1 µs is the least that is told apart.
  const from = Math.max(0.001, Number.isFinite(least) ? least : 1);
  return [from, Math.max(most, from)];
};
