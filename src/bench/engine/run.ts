import type { Load } from '../load/load.ts';
import { numberInWhole, shareOf } from '../load/load-part.ts';
import type { EngineReport, EngineSink, StartedPart } from './engine.ts';
import type { Requester, RequestPlan, RequestPosition, Scheduler } from './requester.ts';
import type { Sample, SentDuring } from './sample.ts';

interface RunParts {
  readonly load: Load;
  readonly part: StartedPart;
  readonly plan: RequestPlan;
  readonly requester: Requester;
  readonly scheduler: Scheduler;
  readonly sink: EngineSink;
  /** Aborted: nothing more is started, and what is in flight may end. */
  readonly drain: AbortSignal;
}

/** What all executors share: requests in flight, and the ways in which a schedule ends. */
export interface Run {
  readonly startedUs: number;
  nowUs(): number;
  /** Whether the schedule has ended: nothing may start any more. */
  over(): boolean;
  /** The way to start iterations at whose ends to call back: made once, because each request would pay for it. */
  starter(onEnd: () => void): StartIteration;
  /** Calls back at an offset from the start, unless the schedule ends before. */
  at(offsetUs: number, callback: () => void): void;
  /** Calls back after think time, or at once when the schedule ends. */
  pause(callback: () => void): void;
  drop(count: number): void;
  virtualUsers(active: number, initialised: number): void;
  endSchedule(): void;
}

/** Starts an iteration, which the schedule wanted now or at `intendedUs`; false when the schedule is over. */
type StartIteration = (position: RequestPosition, intendedUs?: number) => boolean;

/** Sets a schedule going on a run; what it gives tells how many iterations the schedule called for. */
export type Executor = (run: Run) => { planned?(): number };

/**
 * Makes a run, and calls back once it has ended. The schedule ends when an executor says so, when the plan has no
 * more requests, after the most requests allowed, or by `drain`; what is in flight then has `gracefulStop` to end.
 */
export const createRun = (parts: RunParts, onDone: (report: EngineReport) => void): Run => {
  const { load, part, plan, requester, scheduler, sink, drain } = parts;
  const startedUs = part.startUs ?? scheduler.nowUs();
  const limit = shareOf(load.maxRequests ?? Number.POSITIVE_INFINITY, part);
  const timers = createRunTimers(scheduler, startedUs);
  let started = 0;
  let inFlight = 0;
  /** How many had been sent when the first answer came; 0 until then. */
  let firstWave = 0;
  let state: 'scheduling' | 'ending' | 'done' = 'scheduling';
  let cancelAbort = (): void => {};

  const over = (): boolean => state !== 'scheduling';
  const settle = (): void => {
    if (state !== 'ending' || inFlight > 0) return;
    state = 'done';
    cancelAbort();
    drain.removeEventListener('abort', endSchedule);
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
  const starter: Run['starter'] = (onEnd) => {
    const end = (sample: Sample, isFirst: boolean, isAlone: boolean): void => {
      inFlight--;
      if (firstWave === 0 && isAnswer(sample)) firstWave = started;
      sink.sample(
        sample.initKind === undefined
          ? sample
          : { ...sample, sentDuring: sentDuring(isFirst, isAlone, firstWave) },
      );
      onEnd();
      settle();
    };
    const endAmongOthers = (sample: Sample): void => end(sample, false, false);
    return (position, intendedUs) => {
      const request = over() ? undefined : plan.at(position, numberInWhole(started, part));
      if (request === undefined) {
        endSchedule();
        return false;
      }
      const isAlone = inFlight === 0;
      const isFirst = firstWave === 0;
      started++;
      inFlight++;
      const isUsual = !isFirst && !isAlone;
      const done = isUsual ? endAmongOthers : (sample: Sample) => end(sample, isFirst, isAlone);
      requester.send(request, intendedUs, done);
      if (started >= limit) endSchedule();
      return true;
    };
  };
  drain.addEventListener('abort', endSchedule);
  if (drain.aborted) endSchedule();

  return {
    ...{ startedUs, nowUs: scheduler.nowUs, over, starter, endSchedule },
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

/** Of an environment: a throttle comes from before any. */
const isAnswer = (sample: Sample): boolean => sample.status !== 0 && sample.class !== 'throttled';

const sentDuring = (isFirst: boolean, isAlone: boolean, firstWave: number): SentDuring => {
  if (isFirst) return firstWave > 1 ? 'first-wave' : 'first';
  return isAlone ? 'quiet' : 'load';
};

/** The callbacks that a schedule waits for, and what becomes of them when it ends. */
interface RunTimers {
  /** Calls back at an offset from the start, unless the schedule ends before. */
  at(offsetUs: number, callback: () => void): void;
  /** Calls back after a while, or at once when the schedule ends. */
  pause(pauseUs: number, callback: () => void): void;
  end(): void;
}

const createRunTimers = (scheduler: Scheduler, startedUs: number): RunTimers => {
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
