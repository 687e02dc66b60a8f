import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { type FibimgError, messageOf } from '../../core/error.ts';
import { decodeMetadata, encodeMetadata } from '../../core/service/metadata.ts';
import { maxPixels, minPixels } from '../../core/service/pixels.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { createGroupCommit } from './group-commit.ts';
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
  const commit = createGroupCommit((writes) => void database.transactionSync(writes));
  return {
    find: async (pixels, signal) => {
      signal?.throwIfAborted();
      const text = await guarded('read', () => database.get(pixels));
      return text === undefined ? undefined : decodeMetadata(text, `${dataFile}, item ${pixels}`);
    },
    put: async (pixels, metadata, signal) => {
      signal?.throwIfAborted();
      const text = encodeMetadata(metadata);
      await guarded('written', () => commit(() => void database.putSync(pixels, text)));
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
      await guarded('written', () =>
        commit(() => {
          for (const pixels of sizes) database.removeSync(pixels);
        }),
      );
    },
    close: () => database.close(),
  };
};

/** The CommonJS build is one file: it loads in two thirds of the time that the many of the ESM build take. */
const loadLmdb = (): typeof import('lmdb') => createRequire(import.meta.url)('lmdb');

const openDatabase = (dir: string) => {
  try {
    // Without overlappingSync a commit is on the disk when it returns. Writes are synchronous: in the asynchronous
    // ones of lmdb 3.5.6 a full disk becomes a rejection that nobody can handle.
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
    : storageError(`the table ${file} could not be ${doing}`, namedError(cause));

/** lmdb gives the system's errors by number. */
const namedError = (cause: unknown): unknown => {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'number')
    return cause;
  const code = cause.code > 0 ? getSystemErrorName(-cause.code) : String(cause.code);
  return Object.assign(new Error(cause.message, { cause }), { code });
};
