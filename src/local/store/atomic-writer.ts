import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../core/service/ports.ts';
import { makeFolder } from './make-folder.ts';
import { makerOf, markedName } from './process-mark.ts';
import { namesIfThere } from './read-if-there.ts';
import { isMissing } from './storage-error.ts';

/** Puts bytes into an open file and sees to it that they last; replaced in tests to play a full disk. */
export type WriteBytes = (file: FileHandle, bytes: Uint8Array) => Promise<void>;

/** They outlive a loss of power. */
export const writeFlushed: WriteBytes = async (file, bytes) => {
  await file.writeFile(bytes);
  await file.sync();
};

/** For a store that goes with its process: a flush costs more than all else of a write. */
export const writeUnflushed: WriteBytes = (file, bytes) => file.writeFile(bytes);

export type AtomicWriter = (path: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes files so that a reader, whatever dies when, sees the old bytes or the new ones: a temporary file in
 * `incomingDir` (on the same file system), then renamed. Makes the folders that are missing. The first
 * write sweeps what killed processes left.
 */
export const createAtomicWriter = (
  incomingDir: string,
  clock: Clock,
  writeBytes: WriteBytes = writeFlushed,
): AtomicWriter => {
  let swept: Promise<void> | undefined;
  return async (path, bytes) => {
    swept ??= sweepIncoming(incomingDir, clock.now());
    await swept;
    const temporary = join(incomingDir, markedName());
    try {
      await writeNew(temporary, bytes, writeBytes);
      await inFolder(dirname(path), () => rename(temporary, path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
};

const writeNew = async (path: string, bytes: Uint8Array, writeBytes: WriteBytes) => {
  const file = await inFolder(dirname(path), () => open(path, 'wx'));
  try {
    await writeBytes(file, bytes);
  } finally {
    await file.close();
  }
};

/** Runs it once more with the folder made, where that was what it lacked. */
const inFolder = async <T>(folder: string, operation: () => Promise<T>): Promise<T> => {
  try {
    return await operation();
  } catch (error) {
    if (!isMissing(error)) throw error;
    makeFolder(folder);
    return operation();
  }
};

/** What is this old has no living maker, wherever it ran. */
const staleMs = 60 * 60 * 1000;

/** Removes what processes that are gone left, never the work of a living one. What cannot be removed stays. */
const sweepIncoming = async (incomingDir: string, now: Date): Promise<void> => {
  const names = await namesIfThere(incomingDir).catch(() => []);
  for (const name of names) {
    const path = join(incomingDir, name);
    const isStale = async () => (await stat(path)).mtimeMs < now.getTime() - staleMs;
    try {
      if (makerOf(name) === 'gone' || (await isStale())) await rm(path, { recursive: true });
    } catch {
      // Another process sweeps too, or has just renamed its file into place.
    }
  }
};
