import type { PhaseSummary, SeriesPoint } from './document.ts';

/** The points of both, in steps as long as the longer of theirs, from the earlier start. */
export const mergeSeries = (
  first: PhaseSummary,
  second: PhaseSummary,
  startMs: number,
): readonly SeriesPoint[] => {
  const seconds = Math.max(stepOf(first), stepOf(second));
  const merged: SeriesPoint[] = [];
  for (const phase of [first, second]) {
    const offset = (Date.parse(phase.startedAt) - startMs) / 1000;
    const own = new Map<number, SeriesPoint>();
    for (const point of phase.series) {
      const index = Math.floor((point.second + offset) / seconds);
      own.set(index, joined(own.get(index), point, Math.max));
    }
    for (const [index, point] of own) {
      const placed = { ...point, second: index * seconds, ...(seconds > 1 && { seconds }) };
      merged[index] = joined(merged[index], placed, (a, b) => a + b);
    }
  }
  return merged.filter((point) => point !== undefined);
};

const stepOf = ({ series }: PhaseSummary): number => series[0]?.seconds ?? 1;

const joined = (
  first: SeriesPoint | undefined,
  second: SeriesPoint,
  vus: (a: number, b: number) => number,
): SeriesPoint => {
  if (first === undefined) return second;
  const { medMs: _med, p95Ms: _p95, ...counts } = second;
  return {
    ...counts,
    second: first.second,
    started: first.started + second.started,
    ended: first.ended + second.ended,
    failed: first.failed + second.failed,
    dropped: first.dropped + second.dropped,
    cold: first.cold + second.cold,
    vus: vus(first.vus, second.vus),
    ...onlyPercentiles(first, second),
  };
};

const onlyPercentiles = (first: SeriesPoint, second: SeriesPoint): Partial<SeriesPoint> => {
  if (first.medMs !== undefined && second.medMs !== undefined) return {};
  const { medMs, p95Ms } = first.medMs === undefined ? second : first;
  return { ...(medMs !== undefined && { medMs }), ...(p95Ms !== undefined && { p95Ms }) };
};
