import type { Retryability } from './retryability.ts';

export const deletableKinds = ['item', 'object', 'version', 'delete marker', 'upload'] as const;

/** `object` is what a reader sees under a key, `version` what lies hidden beneath it. */
export type DeletableKind = (typeof deletableKinds)[number];

/** One thing that can be deleted. */
export interface Deletable {
  readonly kind: DeletableKind;
  /** The partition key of an item, the key of anything else. */
  readonly key: string;
  /** The sort key of an item, the id of a version, delete marker or upload. */
  readonly id?: string;
  readonly bytes: number;
}

/** How a person is told of it. */
export const nameOf = ({ kind, key, id }: Deletable): string => {
  if (kind === 'object') return key;
  return kind === 'item' ? `item ${key} ${id ?? ''}`.trimEnd() : `${kind} ${id ?? ''} of ${key}`;
};

export interface Page {
  /** What is to be deleted. */
  readonly things: readonly Deletable[];
  /** What was listed with it, is not of our form, and stays. */
  readonly others?: readonly Deletable[];
  /** There is no such table or bucket, so that nothing was listed. */
  readonly missing?: boolean;
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

export interface Failure {
  readonly thing: Deletable;
  readonly why: string;
  readonly retryability: Retryability;
}

/** Things that can be listed and deleted together. */
export interface PurgeStage {
  readonly name: string;
  /** The most that one request deletes. */
  readonly batchSize: number;
  list(from: string | undefined, signal?: AbortSignal): Promise<Page>;
  /** Deletes a batch and tells what was not; deleting what is not there is no failure. */
  remove(batch: readonly Deletable[]): Promise<readonly Failure[]>;
}

/**
 * What is to be emptied, in stages: everything of a stage is gone before the next begins. Items come first, then
 * metadata documents, then images, so that whatever interrupts a purge, the next request repairs what it left.
 */
export interface PurgeTarget {
  readonly stages: readonly PurgeStage[];
  /** Names of what lies outside of the places that the stages list and is left alone, a few of them. */
  foreign(signal?: AbortSignal): Promise<readonly string[]>;
}
