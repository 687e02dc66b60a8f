import { sleep as realSleep, type Sleep } from '../../core/sleep.ts';

/** Calls back at each multiple of the period from now on, whatever a call takes. @returns what ends it. */
export const startSchedule = (
  everyMs: number,
  onTime: () => void,
  { elapsedMs, sleep = realSleep }: { readonly elapsedMs: () => number; readonly sleep?: Sleep },
): (() => Promise<void>) => {
  const stop = new AbortController();
  const startMs = elapsedMs();
  const work = (async () => {
    for (let nth = 1; !stop.signal.aborted; nth += 1) {
      const waitMs = startMs + nth * everyMs - elapsedMs();
      await sleep(Math.max(0, waitMs), stop.signal).catch(() => {});
      if (!stop.signal.aborted) onTime();
    }
  })();
  return () => {
    stop.abort();
    return work;
  };
};
