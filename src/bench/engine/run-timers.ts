import type { Scheduler } from './requester.ts';

/** The callbacks that a schedule waits for, and what becomes of them when it ends. */
export interface RunTimers {
  /** Calls back at an offset from the start, unless the schedule ends before. */
  at(offsetUs: number, callback: () => void): void;
  /** Calls back after a while, or at once when the schedule ends. */
  pause(pauseUs: number, callback: () => void): void;
  end(): void;
}

export const createRunTimers = (scheduler: Scheduler, startedUs: number): RunTimers => {
  /** What a timer's end means to it, by the way to cancel it. */
  const waiting = new Map<() => void, () => void>();
  const wait = (instantUs: number, callback: () => void, whenEnded: () => void): void => {
    const cancel = scheduler.at(instantUs, () => {
      waiting.delete(cancel);
      callback();
    });
    waiting.set(cancel, whenEnded);
  };
  return {
    at: (offsetUs, callback) => wait(startedUs + offsetUs, callback, () => {}),
    pause: (pauseUs, callback) => wait(scheduler.nowUs() + pauseUs, callback, callback),
    end() {
      const all = [...waiting];
      waiting.clear();
      for (const [cancel, whenEnded] of all) {
        cancel();
        whenEnded();
      }
    },
  };
};
