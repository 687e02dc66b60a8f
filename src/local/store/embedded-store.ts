import { join } from 'node:path';
import { imageKey } from '../../core/service/keys.ts';
import type { Clock, ImageStore, MetadataRepository } from '../../core/service/ports.ts';
import { createAtomicWriter, type WriteBytes } from './atomic-writer.ts';
import { createImageFiles } from './image-files.ts';
import { openItemTable } from './item-table.ts';
import { makeFolder } from './make-folder.ts';
import { storageError } from './storage-error.ts';

export interface EmbeddedStoreOptions {
  readonly clock: Clock;
  readonly writeBytes?: WriteBytes;
}

export interface EmbeddedStore {
  readonly metadata: MetadataRepository;
  readonly images: ImageStore;
  /** The path of one image's file. */
  locate(pixels: number): string;
  close(): Promise<void>;
}

/**
 * The store in a directory of this machine, made if it is not there: plain files play the bucket, an lmdb database
 * the table. Any number of processes may have it open.
 */
export const openEmbeddedStore = async (
  dir: string,
  { clock, writeBytes }: EmbeddedStoreOptions,
): Promise<EmbeddedStore> => {
  try {
    for (const part of ['image', 'metadata', 'incoming', 'table']) makeFolder(join(dir, part));
  } catch (error) {
    throw storageError(`the data directory ${dir} cannot be used`, error);
  }
  const { close, ...metadata } = openItemTable(join(dir, 'table'));
  const write = createAtomicWriter(join(dir, 'incoming'), clock, writeBytes);
  return {
    metadata,
    images: createImageFiles(dir, write),
    locate: (pixels) => join(dir, imageKey(pixels)),
    close,
  };
};
