import type { ProcessMonitor, ProcessUsage } from '../phases/self-check.ts';

interface Spent {
  busyMs: number;
  pollingMs: number;
  watchedMs: number;
}

/** The workers as the process that makes load: the worst of them is what taints a run. */
export const createWorkerUsage = () => {
  const before = new Map<number, ProcessUsage>();
  let watching: ((worker: number, spent: Spent, usage: ProcessUsage) => void) | undefined;
  const monitor: ProcessMonitor = {
    start() {
      const all = new Map<number, Spent>();
      let eventLoopDelayP99Ms = 0;
      const hear = (worker: number, spent: Spent, usage: ProcessUsage): void => {
        const known = all.get(worker) ?? { busyMs: 0, pollingMs: 0, watchedMs: 0 };
        known.busyMs += spent.busyMs;
        known.pollingMs += spent.pollingMs;
        known.watchedMs += spent.watchedMs;
        all.set(worker, known);
        eventLoopDelayP99Ms = Math.max(eventLoopDelayP99Ms, usage.eventLoopDelayP99Ms);
      };
      const resume = (): void => {
        watching = hear;
      };
      resume();
      return {
        resume,
        stop() {
          if (watching === hear) watching = undefined;
          const busiest = [...all.values()].sort((a, b) => loadOf(b) - loadOf(a))[0];
          const watchedMs = Math.max(0.001, busiest?.watchedMs ?? 0);
          return {
            eventLoopDelayP99Ms,
            cpuUtilisation: (busiest?.busyMs ?? 0) / watchedMs,
            pollingUtilisation: (busiest?.pollingMs ?? 0) / watchedMs,
            watchedMs,
          };
        },
      };
    },
  };
  return {
    monitor,
    /** What a worker has used in all its runs so far. */
    ended(worker: number, usage: ProcessUsage): void {
      const last = before.get(worker);
      before.set(worker, usage);
      const spent = (share: (one: ProcessUsage) => number): number =>
        share(usage) * usage.watchedMs - (last ? share(last) * last.watchedMs : 0);
      watching?.(
        worker,
        {
          busyMs: spent((one) => one.cpuUtilisation),
          pollingMs: spent((one) => one.pollingUtilisation),
          watchedMs: usage.watchedMs - (last?.watchedMs ?? 0),
        },
        usage,
      );
    },
  };
};

const loadOf = ({ busyMs, pollingMs, watchedMs }: Spent): number =>
  (busyMs - pollingMs) / Math.max(0.001, watchedMs);
