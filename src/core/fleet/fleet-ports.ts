/** One call's worth of tasks. */
export interface TaskRequest {
  /** 1 to 10. */
  readonly count: number;
  /** Of the fleet's run: by it tasks are found again. */
  readonly startedBy: string;
  /** The same for a call that is made again because its answer was lost: ECS then starts nothing twice. */
  readonly token: string;
  /** What `node` is given. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface StartedTasks {
  /** ARNs. */
  readonly started: readonly string[];
  /** ECS's words for each task that it did not start. */
  readonly failures: readonly string[];
}

/** A task that has ended, or is about to. */
interface EndedTask {
  readonly arn: string;
  readonly why: string;
}

/** The tasks of one fleet. Failures are `FibimgError`s. */
export interface FleetTasks {
  run(request: TaskRequest, signal?: AbortSignal): Promise<StartedTasks>;
  /** Those of the named tasks that will not run any more. */
  ended(arns: readonly string[]): Promise<readonly EndedTask[]>;
  startedBy(run: string): Promise<readonly string[]>;
  /** Also of a task that is gone. */
  stop(arn: string, why: string): Promise<void>;
}

/** The objects of one fleet, by their names in it. Failures are `FibimgError`s. */
export interface FleetFolder {
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** Undefined where there is none. */
  get(name: string): Promise<string | undefined>;
  /** Removes every object of the fleet. */
  clear(): Promise<void>;
  /** A URL by which whoever has it may do that one thing for so long. */
  sign(method: 'GET' | 'PUT', name: string, seconds: number): Promise<string>;
}
