import type { Subject } from '../record/provenance.ts';
import type { BurstStep } from './burst.ts';
import type { IdleFigures } from './idle.ts';
import type { IdleRange } from './lifetime.ts';
import type { MemoryFigures } from './memory-figures.ts';
import type { SweepCell } from './memory-sweep.ts';

/** What an experiment of the lab found, as it is printed with --json and saved. */
export type LabDocument = LabRun & LabFindings;

export type LabFindings = MemoryFindings | BurstFindings | IdleFindings;

/** What is the same for all experiments. */
export interface LabRun {
  readonly schemaVersion: 1;
  /** The arguments that repeat it. */
  readonly command: readonly string[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly target: string;
  readonly subject: Subject;
  /** Whether the target took its processor time from the machine that measured it. */
  readonly sharesMachine: boolean;
  readonly seed: number;
  readonly interrupted: boolean;
  readonly digest?: string;
}

export interface MemoryFindings extends MemoryFigures {
  readonly lab: 'memory';
  readonly rounds: number;
  readonly atOnce: number;
  readonly tolerance: number;
  /** Whether a size gives the function its share of memory and processor; then alone is one recommended. */
  readonly enforced: boolean;
  readonly pricedAs: {
    readonly region: string;
    readonly architecture: string;
    readonly asOf: string;
  };
  readonly cells: readonly SweepCell[];
}

export interface BurstFindings {
  readonly lab: 'burst';
  /** Whether each burst met new environments only; where it did not, those there were answered first. */
  readonly renewed: boolean;
  readonly steps: readonly BurstStep[];
  /** What AWS says that a function scales by. */
  readonly ramp: typeof documentedRamp;
}

export interface IdleFindings extends IdleFigures {
  readonly lab: 'idle';
  readonly range: IdleRange;
}

/** AWS's developer guide, "Lambda scaling behavior": so many new environments, each function, in so many seconds. */
export const documentedRamp = { environments: 1000, seconds: 10 } as const;
