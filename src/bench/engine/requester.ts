import type { Sample } from './sample.ts';

/** One request as the plan drew it. */
export interface PlannedRequest {
  /** The integer asked for; undefined leaves the choice to the service. */
  readonly pixels: number | undefined;
  /** Its place in the seeded sequence, from 0. */
  readonly index: number;
}

/** The sequence of requests of one phase. */
export interface RequestPlan {
  /** The next request; undefined when the plan has no more, which ends the schedule. */
  next(): PlannedRequest | undefined;
}

/** Makes requests for executors: the port between the schedule and the wire. */
export interface Requester {
  /** Starts one request and calls `done` exactly once, never synchronously and never by throwing. */
  send(request: PlannedRequest, intendedUs: number, done: (sample: Sample) => void): void;
  /** As in LoadEngine. */
  connect?(count: number): Promise<void>;
  /** Ends everything in flight now, each as `interrupted`. */
  abort(): void;
  close(): Promise<void>;
}

/** Real or virtual time for executors. */
export interface Scheduler {
  /** Microseconds on the run's monotonic clock. */
  nowUs(): number;
  /** Calls back at or as soon as possible after the instant; returns the way to cancel. */
  at(instantUs: number, callback: () => void): () => void;
}
