import type { Sample } from '../../../src/bench/engine/sample.ts';
import type { RoundSummary } from '../../../src/bench/record/document.ts';
import { timesOf } from '../../../src/bench/record/round-recorder.ts';
import { createTrend, record } from '../../../src/bench/record/trend.ts';

interface Kind {
  readonly start: Sample['start'];
  readonly outcome: Sample['outcome'];
  readonly timesMs: readonly number[];
}

/** A round of a phase that lasted a second, of requests whose times are given. */
export const roundOf = (
  round: number,
  phase: string,
  kinds: readonly Kind[],
  missingImageMs: number | null = null,
): RoundSummary => {
  const ended = kinds.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const populations = kinds.map(({ start, outcome, timesMs }) => {
    const trend = createTrend();
    for (const ms of timesMs) record(trend, ms * 1000);
    return { start, outcome, ...timesOf(trend) };
  });
  const startedAt = `2026-11-21T00:00:${String(round).padStart(2, '0')}.000Z`;
  return {
    ...{ round, phase, startedAt, durationMs: 1000, ended, failed: 0 },
    ...{ populations, missingImageMs },
  };
};

/** So many times around a median, in the proportions of a real load. */
export const around = (medianMs: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => medianMs * (0.8 + (0.4 * at) / Math.max(1, count - 1)));
