import type { LoadEngine } from '../engine/engine.ts';
import { createExhaustivePlan, createRequestPlan } from '../engine/request-plan.ts';
import type { PlanSource, RequestPlan, Scheduler } from '../engine/requester.ts';
import type { ProcessMonitor } from '../phases/self-check.ts';
import type { WorkerEnd, WorkerNews, WorkerRun } from './load-worker.ts';
import { createBatchWriter } from './sample-batch.ts';

interface Serving {
  readonly engine: LoadEngine;
  readonly scheduler: Scheduler;
  readonly monitor: ProcessMonitor;
}

/** Often enough for a live view, seldom enough to cost next to nothing. */
const newsEveryUs = 100_000;

/** A worker's side: runs its part of a load and tells what happens. */
export const createRunServer = ({ engine, scheduler, monitor }: Serving) => {
  const watch = monitor.start();
  watch.stop();
  let draining = new AbortController();
  return {
    async run(
      { load, plan, part, startUs }: WorkerRun,
      tell: (news: WorkerNews) => void,
    ): Promise<WorkerEnd> {
      draining = new AbortController();
      const { signal } = draining;
      const writer = createBatchWriter();
      const now = { dropped: 0, active: 0, initialised: 0 };
      const report = (): void => {
        const batch = writer.take();
        tell({ ...now, ...(batch && { batch }) });
        now.dropped = 0;
      };
      const stopReporting = repeat(scheduler, report);
      // Connecting and compiling must not make one worker later than another.
      await new Promise<void>((resolve) => void scheduler.at(startUs, resolve));
      watch.resume();
      const sink = {
        sample: writer.add,
        dropped: (count: number) => {
          now.dropped += count;
        },
        virtualUsers: (active: number, initialised: number) => {
          now.active = active;
          now.initialised = initialised;
        },
      };
      try {
        const ended = await engine.run(load, sink, signal, planOf(plan), { ...part, startUs });
        return { report: ended, usage: watch.stop() };
      } finally {
        watch.stop();
        stopReporting();
        report();
      }
    },
    drain: () => draining.abort(),
  };
};

const repeat = (scheduler: Scheduler, callback: () => void): (() => void) => {
  let cancel = (): void => {};
  const later = (): void => {
    cancel = scheduler.at(scheduler.nowUs() + newsEveryUs, () => {
      callback();
      later();
    });
  };
  later();
  return () => cancel();
};

const planOf = ({ ints, seed, exhaustive, bodies }: PlanSource): RequestPlan =>
  exhaustive && ints !== null
    ? createExhaustivePlan(ints, seed)
    : createRequestPlan(ints, seed, bodies);
