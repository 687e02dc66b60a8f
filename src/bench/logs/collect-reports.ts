import type { Clock } from '../../core/service/ports.ts';
import type { Sleep } from '../../core/sleep.ts';
import type { LogEvent, ReportJoin } from './report-join.ts';

/** Milliseconds since 1970. */
interface LogWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The REPORT lines of one function's log. */
export interface ReportEvents {
  /** Page by page, until there are no more or `onPage` wants none. */
  read(
    window: LogWindow,
    onPage: (events: readonly LogEvent[]) => boolean,
    signal: AbortSignal,
  ): Promise<void>;
}

interface Collection {
  readonly events: ReportEvents;
  readonly join: ReportJoin;
  /** From the first request to the last answer, by the client's clock. */
  readonly window: LogWindow;
  readonly clock: Pick<Clock, 'elapsedMs'>;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/** Clocks differ, and a line is written when the invocation is over, which may be after its answer. */
const marginMs = 60_000;

/** Without a new line for as long as that, the missing ones are taken for lost. */
const patienceMs = 30_000;

/** For all of it, reading included. */
const mostMs = 120_000;

const pauses = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Reads the log again and again until each request has its line, none has come for a while, or it has taken long
 * enough. Resolves with how often it was read, and what kept it from being read whole.
 */
export const collectReports = async ({
  events,
  join,
  window,
  clock,
  sleep,
  signal,
}: Collection): Promise<{ readonly reads: number; readonly incomplete?: string }> => {
  const startedMs = clock.elapsedMs();
  let newestMs = startedMs;
  const isLate = () => clock.elapsedMs() - startedMs >= mostMs;
  for (let reads = 1; ; reads += 1) {
    const before = join.joined();
    const fromMs = join.missingSinceMs() ?? window.fromMs;
    await events.read(
      { fromMs: (reads === 1 ? window.fromMs : fromMs) - marginMs, toMs: window.toMs + marginMs },
      (page) => {
        for (const event of page) join.add(event, reads);
        return !isLate();
      },
      signal,
    );
    if (join.missing() === 0) return { reads };
    if (isLate()) return { reads, incomplete: `reading it was given up after ${mostMs / 1000} s` };
    if (join.joined() > before) newestMs = clock.elapsedMs();
    if (clock.elapsedMs() - newestMs >= patienceMs) return { reads };
    await sleep(pauses[reads - 1] ?? pauses[pauses.length - 1] ?? 0, signal);
  }
};
