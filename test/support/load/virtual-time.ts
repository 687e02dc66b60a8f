import type { Clock } from '../../../src/core/service/ports.ts';
import type { Sleep } from '../../../src/core/sleep.ts';

/** Time that passes only by sleeping: sleepers wake in order, each at its own instant. */
export const virtualTime = (): { readonly clock: Clock; readonly sleep: Sleep } => {
  let nowMs = 0;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  let turning = false;

  const turn = async (): Promise<void> => {
    turning = true;
    while (sleepers.length > 0) {
      // Everybody who can still go to sleep before time moves does so first.
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((one, other) => one.atMs - other.atMs);
      const next = sleepers.shift();
      if (next === undefined) break;
      nowMs = Math.max(nowMs, next.atMs);
      next.wake();
    }
    turning = false;
  };

  return {
    clock: { now: () => new Date(nowMs), elapsedMs: () => nowMs },
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      return new Promise((resolve, reject) => {
        const onAbort = () => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        const wake = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        sleepers.push({ atMs: nowMs + ms, wake });
        if (!turning) void turn();
      });
    },
  };
};
