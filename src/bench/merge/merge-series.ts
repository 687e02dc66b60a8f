import type { SeriesPoint } from '../record/document.ts';
import { mostPoints } from '../record/series.ts';
import { type Aligned, joinSlots } from './aligned.ts';

type Content = Omit<SeriesPoint, 'second' | 'seconds'>;

const empty: Content = { started: 0, ended: 0, failed: 0, dropped: 0, cold: 0, vus: 0 };

/** Points by time: counts and virtual users add. A median of several parts is none of theirs: the blocks have histograms. */
export const mergeSeries = (
  parts: readonly Aligned<readonly SeriesPoint[]>[],
): readonly SeriesPoint[] => {
  const { lengthMs, slots } = joinSlots(
    parts.map(({ startMs, of: points }) => ({
      startMs,
      of: { lengthMs: 1000 * (points[0]?.seconds ?? 1), slots: points.map(contentOf) },
    })),
    {
      ...{ most: mostPoints, empty },
      joined: (first, second) => joined(first, second, first.vus + second.vus),
      followed: (first, second) => joined(first, second, Math.max(first.vus, second.vus)),
    },
  );
  const seconds = lengthMs / 1000;
  return slots.map((content, index) => ({
    second: index * seconds,
    ...(seconds > 1 && { seconds }),
    ...content,
  }));
};

const contentOf = ({ second: _, seconds: __, ...content }: SeriesPoint): Content => content;

const joined = (first: Content, second: Content, vus: number): Content => {
  const counts = {
    started: first.started + second.started,
    ended: first.ended + second.ended,
    failed: first.failed + second.failed,
    dropped: first.dropped + second.dropped,
    cold: first.cold + second.cold,
    vus,
  };
  if (first.ended > 0 && second.ended > 0) return counts;
  const { medMs, p95Ms } = first.ended > 0 ? first : second;
  return {
    ...counts,
    ...(medMs !== undefined && { medMs }),
    ...(p95Ms !== undefined && { p95Ms }),
  };
};
