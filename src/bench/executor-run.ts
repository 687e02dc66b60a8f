import type { EngineControl, EngineReport, EngineSink } from './engine.ts';
import type { Load } from './load.ts';
import type { Requester, RequestPlan, Scheduler } from './requester.ts';
import type { Sample } from './sample.ts';

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
 * Makes a run and a promise of its end. The schedule ends when an executor says so, when the plan has no more
 * requests, after the most requests allowed, or by `drain`; what is in flight then has `gracefulStop` to end.
 */
export const createRun = (parts: RunParts, onDone: (report: EngineReport) => void): Run => {
  const { load, plan, requester, scheduler, sink, control } = parts;
  const startedUs = scheduler.nowUs();
  const limit = load.maxRequests ?? Number.POSITIVE_INFINITY;
  const pending = new Set<() => void>();
  const pauses = new Map<() => void, () => void>();
  let started = 0;
  let inFlight = 0;
  let over = false;
  let settled = false;
  let cancelAbort = (): void => {};

  const settle = (): void => {
    if (!over || inFlight > 0 || settled) return;
    settled = true;
    cancelAbort();
    control.drain.removeEventListener('abort', endSchedule);
    control.now.removeEventListener('abort', stopNow);
    onDone({ startedUs, endedUs: scheduler.nowUs(), started });
  };
  const endSchedule = (): void => {
    if (over) return;
    over = true;
    for (const cancel of pending) cancel();
    for (const [cancel, callback] of pauses) {
      cancel();
      callback();
    }
    if (inFlight > 0) {
      const deadlineUs = scheduler.nowUs() + load.gracefulStopMs * 1000;
      cancelAbort = scheduler.at(deadlineUs, () => requester.abort());
    }
    queueMicrotask(settle);
  };
  const stopNow = (): void => {
    endSchedule();
    requester.abort();
  };
  control.drain.addEventListener('abort', endSchedule);
  control.now.addEventListener('abort', stopNow);

  const run: Run = {
    startedUs,
    nowUs: scheduler.nowUs,
    over: () => over,
    start(intendedUs, onEnd) {
      if (over) return false;
      const request = plan.next();
      if (request === undefined) {
        endSchedule();
        return false;
      }
      started++;
      inFlight++;
      requester.send(request, intendedUs, (sample: Sample) => {
        inFlight--;
        sink.sample(sample);
        onEnd();
        settle();
      });
      if (started >= limit) endSchedule();
      return true;
    },
    at(offsetUs, callback) {
      if (over) return;
      const cancel = scheduler.at(startedUs + offsetUs, () => {
        pending.delete(cancel);
        callback();
      });
      pending.add(cancel);
    },
    pause(callback) {
      if (over || load.thinkTimeMs === 0) {
        callback();
        return;
      }
      const cancel = scheduler.at(scheduler.nowUs() + load.thinkTimeMs * 1000, () => {
        pauses.delete(cancel);
        callback();
      });
      pauses.set(cancel, callback);
    },
    drop: (count) => sink.dropped(count),
    virtualUsers: (active, initialised) => sink.virtualUsers(active, initialised),
    endSchedule,
  };
  if (control.now.aborted) stopNow();
  else if (control.drain.aborted) endSchedule();
  return run;
};
