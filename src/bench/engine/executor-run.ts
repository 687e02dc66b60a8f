import type { Load } from '../load/load.ts';
import type { EngineControl, EngineReport, EngineSink } from './engine.ts';
import type { Requester, RequestPlan, Scheduler } from './requester.ts';
import { createRunTimers } from './run-timers.ts';

export interface RunParts {
  readonly load: Load;
  readonly plan: RequestPlan;
  readonly requester: Requester;
  readonly scheduler: Scheduler;
  readonly sink: EngineSink;
  readonly control: EngineControl;
}

/** What all executors share: requests in flight, and the ways in which a schedule ends. */
export interface Run {
  readonly startedUs: number;
  nowUs(): number;
  /** Whether the schedule has ended: nothing may start any more. */
  over(): boolean;
  /** Starts an iteration and calls back when it has ended; false when the schedule is over. */
  start(intendedUs: number, onEnd: () => void): boolean;
  /** Calls back at an offset from the start, unless the schedule ends before. */
  at(offsetUs: number, callback: () => void): void;
  /** Calls back after think time, or at once when the schedule ends. */
  pause(callback: () => void): void;
  drop(count: number): void;
  virtualUsers(active: number, initialised: number): void;
  endSchedule(): void;
}

/**
 * Makes a run, and calls back once it has ended. The schedule ends when an executor says so, when the plan has no
 * more requests, after the most requests allowed, or by `drain`; what is in flight then has `gracefulStop` to end.
 */
export const createRun = (parts: RunParts, onDone: (report: EngineReport) => void): Run => {
  const { load, plan, requester, scheduler, sink } = parts;
  const startedUs = scheduler.nowUs();
  const limit = load.maxRequests ?? Number.POSITIVE_INFINITY;
  const timers = createRunTimers(scheduler, startedUs);
  let started = 0;
  let inFlight = 0;
  let state: 'scheduling' | 'ending' | 'done' = 'scheduling';
  let cancelAbort = (): void => {};

  const over = (): boolean => state !== 'scheduling';
  const settle = (): void => {
    if (state !== 'ending' || inFlight > 0) return;
    state = 'done';
    cancelAbort();
    unlisten();
    onDone({ startedUs, endedUs: scheduler.nowUs(), started });
  };
  const endSchedule = (): void => {
    if (over()) return;
    state = 'ending';
    timers.end();
    if (inFlight > 0) {
      const deadlineUs = scheduler.nowUs() + load.gracefulStopMs * 1000;
      cancelAbort = scheduler.at(deadlineUs, requester.abort);
    }
    // Not at once: the caller may be in the middle of starting the last request, or of making the run.
    queueMicrotask(settle);
  };
  const start: Run['start'] = (intendedUs, onEnd) => {
    const request = over() ? undefined : plan.next();
    if (request === undefined) {
      endSchedule();
      return false;
    }
    started++;
    inFlight++;
    requester.send(request, intendedUs, (sample) => {
      inFlight--;
      sink.sample(sample);
      onEnd();
      settle();
    });
    if (started >= limit) endSchedule();
    return true;
  };
  const unlisten = listenToControl(parts.control, endSchedule, requester.abort);

  return {
    ...{ startedUs, nowUs: scheduler.nowUs, over, start, endSchedule },
    at(offsetUs, callback) {
      if (!over()) timers.at(offsetUs, callback);
    },
    pause(callback) {
      if (over() || load.thinkTimeMs === 0) callback();
      else timers.pause(load.thinkTimeMs * 1000, callback);
    },
    drop: sink.dropped,
    virtualUsers: sink.virtualUsers,
  };
};

/** Ends the schedule on `drain`, and requests in flight as well on `now`. Returns the way to stop listening. */
const listenToControl = (
  { drain, now }: EngineControl,
  endSchedule: () => void,
  abort: () => void,
): (() => void) => {
  const stopNow = (): void => {
    endSchedule();
    abort();
  };
  drain.addEventListener('abort', endSchedule);
  now.addEventListener('abort', stopNow);
  if (drain.aborted || now.aborted) endSchedule();
  return () => {
    drain.removeEventListener('abort', endSchedule);
    now.removeEventListener('abort', stopNow);
  };
};
