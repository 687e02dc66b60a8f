import type { Load } from '../load/load.ts';
import type { LoadPart } from '../load/load-part.ts';
import type { RequestPlan } from './requester.ts';
import type { Sample } from './sample.ts';

/** What an engine tells of a run while it goes and when it is over. */
export interface EngineSink {
  sample(sample: Sample): void;
  /** Planned iterations that found no free virtual user and were never started. */
  dropped(count: number): void;
  /** Active and initialised virtual users, whenever they change. */
  virtualUsers(active: number, initialised: number): void;
}

/** Puts a load on a target and streams what happened. */
export interface LoadEngine {
  readonly name: 'http' | 'autocannon' | 'invoke' | 'event';
  /**
   * Resolves when the last request has ended. Once `drain` is aborted nothing more is started. Of a load that several
   * engines share it makes its part: every so many slots, virtual users and shared iterations.
   */
  run(
    load: Load,
    sink: EngineSink,
    drain: AbortSignal,
    plan: RequestPlan,
    part?: StartedPart,
  ): Promise<EngineReport>;
  /**
   * Opens connections until that many are free, so that the next requests do not wait for them; absent where an engine
   * cannot. One that cannot be opened is left to the request that needs it.
   */
  connect?(count: number): Promise<void>;
  close(): Promise<void>;
}

export interface StartedPart extends LoadPart {
  /** When the load starts for all of them, on the engine's clock; at once where it is absent. */
  readonly startUs?: number;
}

export interface EngineReport {
  readonly startedUs: number;
  readonly endedUs: number;
  /** The engine's own count of requests begun: the sum of classes must equal it. */
  readonly started: number;
  /** Iterations that the schedule called for: started + dropped. */
  readonly planned?: number;
}
