import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type FibimgError, messageOf } from '../core/error.ts';
import { decodeMetadata, encodeMetadata } from '../core/metadata.ts';
import { maxPixels, minPixels } from '../core/pixels.ts';
import type { MetadataRepository } from '../core/ports.ts';
import { storageError } from './storage-error.ts';
import { checkTableFile, corruptTable } from './table-check.ts';

export interface ItemTable extends MetadataRepository {
  close(): Promise<void>;
}

/** The table as an lmdb database in `dir`: the metadata document under each image's size. */
export const openItemTable = (dir: string): ItemTable => {
  const dataFile = join(dir, 'data.mdb');
  checkTableFile(dataFile);
  const database = openDatabase(dir);
  const guarded = guard(dataFile);
  return {
    find: async (pixels, signal) => {
      signal?.throwIfAborted();
      const text = await guarded('read', () => database.get(pixels));
      return text === undefined ? undefined : decodeMetadata(text, `${dataFile}, item ${pixels}`);
    },
    put: async (pixels, metadata, signal) => {
      signal?.throwIfAborted();
      await guarded('written', () => database.put(pixels, encodeMetadata(metadata)));
    },
    list: async function* (signal) {
      const sizes = await guarded('listed', () => [
        ...database.getKeys({ start: minPixels, end: maxPixels + 1 }),
      ]);
      for (const pixels of sizes) {
        signal?.throwIfAborted();
        yield pixels;
      }
    },
    remove: async (sizes, signal) => {
      signal?.throwIfAborted();
      await guarded('written', () => Promise.all(sizes.map((pixels) => database.remove(pixels))));
    },
    close: () => database.close(),
  };
};

/** The CommonJS build is one file: it loads in two thirds of the time that the many of the ESM build take. */
const loadLmdb = (): typeof import('lmdb') => createRequire(import.meta.url)('lmdb');

const openDatabase = (dir: string) => {
  try {
    // Without overlappingSync a commit is on the disk when its promise resolves.
    return loadLmdb().open<string, number>({
      path: dir,
      encoding: 'string',
      overlappingSync: false,
    });
  } catch (error) {
    throw tableError('opened', dir, error);
  }
};

const guard =
  (file: string) =>
  async <T>(doing: string, operation: () => T | Promise<T>): Promise<T> => {
    try {
      return await operation();
    } catch (error) {
      throw tableError(doing, file, error);
    }
  };

const tableError = (doing: string, file: string, cause: unknown): FibimgError =>
  /MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|PANIC|VERSION_MISMATCH)/.test(messageOf(cause))
    ? corruptTable(file, messageOf(cause), cause)
    : storageError(`the table ${file} could not be ${doing}`, cause);
