import type { Clock } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';

/** UTC is what a clock shows and something between these, in milliseconds. */
interface OffsetRange {
  readonly lowMs: number;
  readonly highMs: number;
}

/** One look at a server's `Date`, which is cut to whole seconds; the other times are by one's own clock. */
export interface DateLook {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly dateMs: number;
}

/**
 * The server looked at its clock between the sending and the receiving, and saw less than a second more than it said.
 * One's own clock shows whole milliseconds: it was received up to one later.
 */
export const rangeOfLook = ({ sentMs, receivedMs, dateMs }: DateLook): OffsetRange => ({
  lowMs: dateMs - receivedMs - 1,
  highMs: dateMs + 1000 - sentMs,
});

/** What both say; undefined where they contradict each other: a clock was set meanwhile. */
export const both = (one: OffsetRange, other: OffsetRange): OffsetRange | undefined => {
  const lowMs = Math.max(one.lowMs, other.lowMs);
  const highMs = Math.min(one.highMs, other.highMs);
  return lowMs <= highMs ? { lowMs, highMs } : undefined;
};

export const middleOf = ({ lowMs, highMs }: OffsetRange) => ({
  offsetMs: (lowMs + highMs) / 2,
  boundMs: (highMs - lowMs) / 2,
});

interface MeasureDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly sleep: Sleep;
  readonly look: (signal: AbortSignal) => Promise<DateLook>;
  /** Looks this often, one of which pair has an edge between, in place of waiting for each edge: quicker, and less exact. */
  readonly everyMs?: number;
}

const mostLooks = 8;
/** A second's edge closer than this is not worth another look. */
const closeMs = 20;

/**
 * The offset of this clock by a server's dates. One date is good for half a second; each further look is timed so that
 * the server's second ends in the middle of what is still possible, and halves it, down to what a round trip takes.
 * A later look that fails takes nothing from what is known.
 */
export const measureOffset = async (
  { clock, sleep, look, everyMs }: MeasureDeps,
  signal: AbortSignal,
): Promise<OffsetRange> => {
  let first = await look(signal);
  let range = rangeOfLook(first);
  for (let looks = 1; looks < mostLooks; looks += 1) {
    const { offsetMs, boundMs } = middleOf(range);
    const flightMs = first.receivedMs - first.sentMs;
    const enoughMs = everyMs === undefined ? Math.max(closeMs, flightMs) : everyMs / 2 + flightMs;
    if (boundMs <= enoughMs) break;
    const arrivesMs = clock.now().getTime() + offsetMs + flightMs / 2;
    const next = await sleep(everyMs ?? Math.ceil(arrivesMs / 1000) * 1000 - arrivesMs, signal)
      .then(() => look(signal))
      .catch(() => undefined);
    if (next === undefined) break;
    const narrowed = both(range, rangeOfLook(next));
    if (narrowed === undefined) {
      // Begin anew.
      range = rangeOfLook(next);
    } else range = narrowed;
    first = next;
  }
  return range;
};
