import { opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { imageKey } from '../../core/service/keys.ts';
import type { Clock, ImageStore, MetadataRepository } from '../../core/service/ports.ts';
import { createAtomicWriter, type WriteBytes } from './atomic-writer.ts';
import { createEventFiles, type EventFiles } from './event-files.ts';
import { createImageFiles } from './image-files.ts';
import { createItemFiles } from './item-files.ts';
import { makeFolder } from './make-folder.ts';
import { rebuildItems } from './rebuild-items.ts';
import type { Removable } from './removable.ts';
import { storageError } from './storage-error.ts';

export interface EmbeddedStoreOptions {
  readonly clock: Clock;
  /** Hears what a person should know of the store, one line at a time. */
  readonly note: (text: string) => void;
  readonly writeBytes?: WriteBytes;
}

export interface EmbeddedStore {
  readonly metadata: MetadataRepository & Removable;
  readonly images: ImageStore & Removable;
  readonly events: EventFiles;
  /** The path of one image's file. */
  locate(pixels: number): string;
}

/**
 * The store in a directory of this machine, made if it is not there: plain files play the bucket and the table. Any
 * number of processes may use it; one that can only be read, or has no space left, can be read.
 */
export const openEmbeddedStore = async (
  dir: string,
  { clock, note, writeBytes }: EmbeddedStoreOptions,
): Promise<EmbeddedStore> => {
  requireFolder(dir);
  await rebuildItems(dir, note);
  const write = createAtomicWriter(join(dir, 'incoming'), clock, writeBytes);
  return {
    metadata: createItemFiles(dir, write),
    images: createImageFiles(dir, write),
    events: createEventFiles(dir, write),
    locate: (pixels) => join(dir, imageKey(pixels)),
  };
};

const requireFolder = (dir: string): void => {
  try {
    const found = statSync(dir, { throwIfNoEntry: false });
    if (found === undefined) makeFolder(dir);
    else opendirSync(dir).closeSync();
  } catch (error) {
    throw storageError(`the data directory ${dir} cannot be used`, error);
  }
};
