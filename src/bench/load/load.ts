/** How requests arrive: the executors, named and behaving as k6's. */
export type Load =
  | ConstantVus
  | RampingVus
  | SharedIterations
  | ConstantArrivalRate
  | RampingArrivalRate;

interface Common {
  /** How long iterations in flight may take to end after the schedule is over. */
  readonly gracefulStopMs: number;
  /** Ends the schedule when that many requests were started. */
  readonly maxRequests?: number;
  /** Pause of a virtual user after each iteration. */
  readonly thinkTimeMs: number;
}

export interface Stage {
  readonly durationMs: number;
  /** Virtual users, or iterations a second. */
  readonly target: number;
}

export interface ConstantVus extends Common {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

interface RampingVus extends Common {
  readonly executor: 'ramping-vus';
  readonly startVus: number;
  readonly stages: readonly Stage[];
}

export interface SharedIterations extends Common {
  readonly executor: 'shared-iterations';
  readonly vus: number;
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export interface ConstantArrivalRate extends Common {
  readonly executor: 'constant-arrival-rate';
  /** Iterations a second; may be fractional. */
  readonly rate: number;
  readonly durationMs: number;
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}

export interface RampingArrivalRate extends Common {
  readonly executor: 'ramping-arrival-rate';
  readonly startRate: number;
  readonly stages: readonly Stage[];
  readonly preAllocatedVus: number;
  readonly maxVus: number;
}
