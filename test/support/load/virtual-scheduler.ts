import type { Scheduler } from '../../../src/bench/engine/requester.ts';
import { createTimerHeap } from '../../../src/bench/engine/timer-heap.ts';

interface VirtualScheduler extends Scheduler {
  /** Lets time pass without firing anything, as a process that is held up does. */
  stall(us: number): void;
  /** Fires everything that is due up to the instant, in order, and sets the clock there. */
  runUntil(instantUs: number): Promise<void>;
  /** Fires everything there is; fails after `atMost` timers, which is an endless schedule. */
  runAll(atMost?: number): Promise<void>;
}

/** Time that passes only from timer to timer: a schedule of hours runs in milliseconds, exactly. */
export const createVirtualScheduler = (startUs = 0): VirtualScheduler => {
  const timers = createTimerHeap();
  let nowUs = startUs;
  const fireNext = (untilUs: number): boolean => {
    const next = timers.peek();
    if (next === undefined || next.instantUs > untilUs) return false;
    nowUs = Math.max(nowUs, next.instantUs);
    timers.takeDue(nowUs)?.();
    return true;
  };
  return {
    nowUs: () => nowUs,
    at(instantUs, callback) {
      const timer = timers.add(instantUs, callback);
      return () => {
        timer.callback = undefined;
      };
    },
    stall(us) {
      nowUs += us;
    },
    async runUntil(instantUs) {
      while (fireNext(instantUs)) await settle();
      nowUs = Math.max(nowUs, instantUs);
    },
    async runAll(atMost = 1_000_000) {
      for (let fired = 0; fireNext(Number.POSITIVE_INFINITY); fired++) {
        if (fired > atMost) throw new Error(`more than ${atMost} timers`);
        await settle();
      }
    },
  };
};

/** Promises that a timer has settled run their course before time goes on. */
const settle = async (): Promise<void> => {
  for (let hop = 0; hop < 10; hop++) await null;
};
