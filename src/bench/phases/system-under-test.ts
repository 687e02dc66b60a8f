import type { SystemCapabilities } from './phase-plan.ts';

/** What is loaded, and what can be done to it between phases. */
export interface SystemUnderTest {
  /** As the document names it. */
  readonly target: string;
  /** The target runs on this machine and shares its cores with the generator. */
  readonly sharesMachine: boolean;
  readonly capabilities: SystemCapabilities;
  /** When the function was last deployed or configured, where that is known. */
  readonly changedAt?: Date;
  /** What to tell when no answer said whether its environment was new. */
  readonly unknownStart?: string;
  /** Aborted, with the error that says why, when the target has ended by itself: what is measured then is nothing. */
  readonly lost?: AbortSignal;
  /** Has the images of its own origin ready before anything is measured, where it draws them itself. */
  drawImages?(sizes: readonly number[], signal: AbortSignal, onStep: OnStep): Promise<void>;
  /** Throws when images to fill the store with cannot be had: asks for one of them. */
  tryOrigin?(pixels: number, signal: AbortSignal): Promise<void>;
  /** The next requests start new execution environments. */
  freshEnvironments(): Promise<void>;
  /**
   * As `freshEnvironments`, with another memory size; absent where it has none that can be changed. `refused` where the
   * target does not take that size.
   */
  resize?(memoryMb: number): Promise<void>;
  /**
   * Starts environments without touching the store until that many were seen; resolves with how many were, or with why
   * they were left as they are, where only its answers tell.
   */
  warmEnvironments(count: number, signal: AbortSignal): Promise<number | LeftAsTheyAre>;
  emptyStore(signal: AbortSignal): Promise<void>;
  /** Stores every image of these sizes that is not stored; `onStep` hears how far it is, where that takes long. */
  fillStore(sizes: readonly number[], signal: AbortSignal, onStep: OnStep): Promise<void>;
  close(): Promise<void>;
}

export interface LeftAsTheyAre {
  readonly why: string;
}

/** Hears what is being done, and how far it is where that is known. */
export type OnStep = (
  what: string,
  progress?: { readonly done: number; readonly total: number },
) => void;
