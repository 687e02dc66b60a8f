import type { FleetFolder, FleetTasks } from '../../core/fleet/fleet-ports.ts';
import type { LockTable } from '../../core/upkeep/store-lock.ts';

export interface FleetRequest {
  /** The stack that has the fleet. */
  readonly stack: string;
  /** Of this run's tasks and objects. */
  readonly run: string;
  /** Also one that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
}

/** What one run needs of a stack's fleet. Nothing is started yet. */
export interface OpenedFleet {
  readonly tasks: FleetTasks;
  readonly folder: FleetFolder;
  /** What a shard runs, and its SHA-256. */
  readonly code: Uint8Array;
  readonly codeSha256: string;
  /** Of this fibimg, and so of the shards. */
  readonly version: string;
  readonly region: string;
  /** Its tasks run on this machine, and reach its loopback. */
  readonly isHere: boolean;
  /** When what is signed now holds no longer; undefined for lasting credentials. */
  readonly credentialsEnd: Date | undefined;
  /** Keeps other runs off the stack. */
  readonly lock: LockTable | undefined;
  /** Writes down what has to be removed after a crash; `refused` where that cannot be done. */
  begin(since: string): Promise<void>;
  /** Stops all tasks, removes all objects, and then what was written down. */
  end(): Promise<{ readonly stopped: number }>;
  close(): Promise<void>;
}
