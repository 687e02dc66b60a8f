import type { Scheduler } from './requester.ts';
import { createTimerHeap } from './timer-heap.ts';

interface RealScheduler extends Scheduler {
  /** Time spent polling the clock with nothing else to do. */
  polledUs(): number;
}

/**
 * Node's timers tick in whole milliseconds and fire up to one late, so the last stretch before an instant is
 * polled with setImmediate, which lets input and output through between two looks at the clock.
 */
const pollUs = 1_500;
/** A poll that took longer did other work in between. */
const idlePollUs = 50;

/** Of a core: so much may go into polling, for a target on the same machine needs it too. */
export const mostPollingShare = 0.25;
/** Polling that may be saved up while nothing was to be polled for. */
const mostAllowanceUs = 10_000;

/** Timers that fire before input and output get their turn again. */
const mostInTurn = 16;

/**
 * Real time. `nowUs` is a monotonic clock with microsecond resolution. Where instants are so close to each other (above
 * about 500 a second) that polling for them would take more than its share, they are up to a millisecond late.
 */
export const createRealScheduler = (nowUs: () => number): RealScheduler => {
  const timers = createTimerHeap();
  let sleeping: NodeJS.Timeout | undefined;
  let polling: NodeJS.Immediate | undefined;
  let lastPollUs = 0;
  let polledUs = 0;
  let allowanceUs = mostAllowanceUs;
  let allowedAtUs = nowUs();

  const fireDue = (): void => {
    for (let fired = 0; fired < mostInTurn; fired++) {
      const due = timers.takeDue(nowUs());
      if (due === undefined) return;
      due();
    }
  };
  const poll = (): void => {
    const now = nowUs();
    if (now - lastPollUs < idlePollUs) {
      polledUs += now - lastPollUs;
      allowanceUs -= now - lastPollUs;
    }
    lastPollUs = now;
    polling = undefined;
    fireDue();
    arm();
  };
  const wake = (): void => {
    sleeping = undefined;
    fireDue();
    arm();
  };
  const mayPoll = (now: number): boolean => {
    const earnedUs = mostPollingShare * (now - allowedAtUs);
    allowanceUs = Math.min(mostAllowanceUs, allowanceUs + earnedUs);
    allowedAtUs = now;
    return allowanceUs > 0;
  };
  const arm = (): void => {
    const next = timers.peek();
    if (polling !== undefined) return;
    clearTimeout(sleeping);
    sleeping = undefined;
    if (next === undefined) return;
    const now = nowUs();
    const leftUs = next.instantUs - now;
    if (leftUs > pollUs) sleeping = setTimeout(wake, Math.floor((leftUs - pollUs) / 1000));
    else if (leftUs <= 0 || mayPoll(now)) {
      polling = setImmediate(poll);
      lastPollUs = now;
    } else sleeping = setTimeout(wake, 1);
  };

  return {
    nowUs,
    at(instantUs, callback) {
      const timer = timers.add(instantUs, callback);
      if (timers.peek() === timer) arm();
      return () => {
        timer.callback = undefined;
        if (timers.peek() === undefined) arm();
      };
    },
    polledUs: () => polledUs,
  };
};
