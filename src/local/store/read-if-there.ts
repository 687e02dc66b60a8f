import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMissing, storageError } from './storage-error.ts';

/** Opening a named pipe waits for a writer, for ever and deaf to signals, unless it is told not to. */
const readOnly = constants.O_RDONLY | constants.O_NONBLOCK;

const small = Buffer.allocUnsafe(4096);

/**
 * The text of a small file; undefined where there is none. Read synchronously, into memory that is used again: for
 * 300 bytes that takes half the time of `readFileSync` and a tenth of four trips to the thread pool.
 */
export const readTextIfThere = (path: string): string | undefined => {
  try {
    const file = openSync(path, readOnly);
    try {
      const bytes = readSync(file, small, 0, small.length, 0);
      return bytes < small.length ? small.toString('utf8', 0, bytes) : readFileSync(path, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageError(`${path} could not be read`, error);
  }
};

/** All bytes of a file; undefined where there is none. */
export const readBytesIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    const file = await open(path, readOnly);
    try {
      if (!(await file.stat()).isFile()) throw new Error('it is not a regular file');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageError(`${path} could not be read`, error);
  }
};

/** The names in a folder; none where there is no folder, as in a store that was never written. */
export const namesIfThere = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw storageError(`${path} could not be listed`, error);
  }
};

/** As `namesIfThere`, with those in its folders, by their paths; an empty folder is a name itself. */
export const namesBelow = async (path: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const filled = new Set(entries.map(({ parentPath }) => parentPath));
    const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
    // What a folder holds stands for it.
    return paths.filter((each) => !filled.has(each)).map((each) => relative(path, each));
  } catch (error) {
    if (isMissing(error)) return [];
    throw storageError(`${path} could not be listed`, error);
  }
};
