import type { Clock } from '../../core/service/ports.ts';

interface RunGateOptions {
  readonly cores: number;
  readonly clock: Clock;
  /** CPU time of this process so far, which shares the cores. */
  readonly ownCpuMs: () => number;
}

interface RunGate {
  /** Calls `begin` at once, or, if it may wait, when it is its turn. */
  enter(begin: () => void, mayWait: boolean): void;
  /** One has ended; its process took so much CPU time. */
  leave(cpuMs: number): void;
  waiting(): number;
  /** Lets everyone in who waits. */
  open(): void;
}

const windowMs = 50;
/** Of the cores, by the environments and this process: less is room for more of them, more is too much. */
const wanted = 0.8;

/**
 * Holds invocations back while those at work fill the cores: fifty processes on two cores throw one another out of
 * their caches, and each call then costs three times as much. Where invocations wait for something else the cores are
 * not full, and none is held.
 */
export const createRunGate = ({ cores, clock, ownCpuMs }: RunGateOptions): RunGate => {
  const least = 2 * cores;
  const waiting: (() => void)[] = [];
  let running = 0;
  let limit = Number.POSITIVE_INFINITY;
  let window = { sinceMs: clock.elapsedMs(), usedMs: -ownCpuMs(), most: 0 };
  let timer: NodeJS.Timeout | undefined;

  const adapt = (): void => {
    const nowMs = clock.elapsedMs();
    const elapsedMs = nowMs - window.sinceMs;
    if (elapsedMs < windowMs) return;
    const used = (window.usedMs + ownCpuMs()) / (cores * elapsedMs);
    const ratio = wanted / Math.max(used, 0.05);
    if (used > wanted) limit = Math.max(least, Math.min(limit, window.most) * ratio ** 3);
    else limit *= ratio;
    window = { sinceMs: nowMs, usedMs: -ownCpuMs(), most: running };
  };

  const admit = (): void => {
    while (running < limit && waiting.length > 0) {
      running += 1;
      waiting.shift()?.();
    }
    window.most = Math.max(window.most, running);
    // Those that run may all be waiting for something, and not end for long.
    if (waiting.length > 0) timer ??= setTimeout(look, windowMs);
  };

  const look = (): void => {
    timer = undefined;
    adapt();
    admit();
  };

  return {
    enter: (begin, mayWait) => {
      adapt();
      if (mayWait) waiting.push(begin);
      else {
        running += 1;
        begin();
      }
      admit();
    },
    leave: (cpuMs) => {
      running -= 1;
      window.usedMs += cpuMs;
      adapt();
      admit();
    },
    waiting: () => waiting.length,
    open: () => {
      clearTimeout(timer);
      running += waiting.length;
      for (const begin of waiting.splice(0)) begin();
    },
  };
};
