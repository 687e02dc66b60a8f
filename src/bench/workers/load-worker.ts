import type { EngineReport } from '../engine/engine.ts';
import type { PlanSource } from '../engine/requester.ts';
import type { Load } from '../load/load.ts';
import type { LoadPart } from '../load/load-part.ts';
import type { ProcessUsage } from '../phases/self-check.ts';
import type { SampleBatch } from './sample-batch.ts';

/** What a worker is to make: its part of a load, from an instant on. All processes have one clock, the machine's. */
export interface WorkerRun {
  readonly load: Load;
  readonly plan: PlanSource;
  readonly part: LoadPart;
  readonly startUs: number;
}

/** What happened since the last time, some times a second. */
export interface WorkerNews {
  readonly batch?: SampleBatch;
  readonly dropped: number;
  readonly active: number;
  readonly initialised: number;
}

export interface WorkerEnd {
  readonly report: EngineReport;
  /** Of all its runs so far. */
  readonly usage: ProcessUsage;
}

/** A process that makes parts of loads, as the conductor of a bench holds it. */
export interface LoadWorker {
  /** One at a time. Rejects when the worker has ended by itself. */
  run(run: WorkerRun, hear: (news: WorkerNews) => void): Promise<WorkerEnd>;
  /** Ends the schedule of the run under way; requests in flight may end. */
  drain(): void;
  /** Aborted, with the error that says so, when the worker has ended by itself. */
  readonly lost: AbortSignal;
}
