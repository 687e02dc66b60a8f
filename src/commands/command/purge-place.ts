import type { Target } from '../../core/target.ts';
import type { PurgePart } from '../../core/upkeep/purge-parts.ts';
import type { PurgeTarget } from '../../core/upkeep/purge-target.ts';
import type { LockTable } from '../../core/upkeep/store-lock.ts';
import type { Whereabouts } from '../../core/upkeep/whereabouts.ts';

/** One of the two may be absent where only the other is to be emptied. */
export interface PurgeResources {
  readonly kind: 'resources';
  readonly table?: string;
  readonly bucket?: string;
}

/** What to empty, and how widely. */
export interface PurgeRequest {
  readonly target: Exclude<Target, { kind: 'resources' }> | PurgeResources;
  /** A table and a bucket that must be among the stack's resources. */
  readonly expected: { readonly table?: string | undefined; readonly bucket?: string | undefined };
  readonly only: PurgePart | undefined;
  readonly allKeys: boolean;
  /** Also thumbnails and what else events leave. */
  readonly events: boolean;
  readonly missingOk: boolean;
  /** Also of a stack that nothing proves to be ours. */
  readonly allowForeignStack: boolean;
  readonly concurrency: number;
}

/** Something to empty, and what a person calls it. */
export interface PurgePlace {
  /** `stack NAME` and the like. */
  readonly title: string;
  /** What a person types to confirm. */
  readonly confirmation: string;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
  /** Absent of the embedded store, which is where its title says. */
  readonly where?: Whereabouts;
  /** Keeps other writers of the same store away; absent where it has none. */
  readonly lock?: LockTable;
  readonly target: PurgeTarget;
  close(): Promise<void>;
}
