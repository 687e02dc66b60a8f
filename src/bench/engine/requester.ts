import type { Ints } from '../../core/service/ints.ts';
import type { Sample } from './sample.ts';

/** One request as the plan drew it. */
export interface PlannedRequest {
  /** The integer asked for; undefined leaves the choice to the service. */
  readonly pixels: number | undefined;
  /** Which of the user's own bodies it sends, from 0; absent where there are none. */
  readonly body?: number;
}

/** A request's place in the schedule of its phase, whenever it is started. */
export interface RequestPosition {
  /** The virtual user's number, from 1; 0 in the open model, whose slots belong to nobody. */
  readonly vu: number;
  /** Of the virtual user's iteration, else of the slot (dropped ones count too), from 0. */
  readonly index: number;
}

/** What the requests of one phase ask for. */
export interface RequestPlan {
  /**
   * The request at a position, before which `started` were begun in this phase; undefined when the plan has no more,
   * which ends the schedule.
   */
  at(position: RequestPosition, started: number): PlannedRequest | undefined;
  /** What it follows from, so that another process can make the same. */
  readonly source?: PlanSource;
}

export interface PlanSource {
  readonly ints: Ints;
  readonly seed: number;
  /** Every integer once, and then no more. */
  readonly exhaustive: boolean;
  /** How many bodies of the user's own there are to draw from; absent for none. */
  readonly bodies?: number;
}

/** Makes requests for executors: the port between the schedule and the wire. */
export interface Requester {
  /**
   * Starts one request and calls `done` exactly once, never synchronously and never by throwing. Without `intendedUs` the
   * schedule wanted it when it starts.
   */
  send(
    request: PlannedRequest,
    intendedUs: number | undefined,
    done: (sample: Sample) => void,
  ): void;
  /** As in LoadEngine. */
  connect?(count: number): Promise<void>;
  /** Ends everything in flight now, each as `interrupted`. */
  abort(): void;
  /** Closes the connections that no request uses: who comes next opens its own. */
  closeIdle(): void;
  close(): Promise<void>;
}

/** Real or virtual time for executors. */
export interface Scheduler {
  /** Microseconds on the run's monotonic clock. */
  nowUs(): number;
  /** Calls back at or as soon as possible after the instant; returns the way to cancel. */
  at(instantUs: number, callback: () => void): () => void;
}
