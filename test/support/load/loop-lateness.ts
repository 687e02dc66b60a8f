import { setPriority } from 'node:os';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** The percentiles that the oracle suite holds against the server's record. */
export const judgedPercentiles = [50, 90, 95, 99] as const;

/** What an idle loop shows: it looks every millisecond, and Node's timers take a little more. */
const idleMs = 1.15;

export const watchLoop = (): IntervalHistogram => {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  return delays;
};

/** How much later than on an idle machine this process's event loop was, in milliseconds. */
export const lateness = (delays: IntervalHistogram, percent: number): number =>
  Math.max(0, delays.percentile(percent) / 1e6 - idleMs);

/** Ahead of whatever else the machine does, where the system lets us; elsewhere more rounds stay undecided. */
export const hurry = (pid: number): void => {
  try {
    setPriority(pid, -15);
  } catch {
    // Only a privileged user may.
  }
};
