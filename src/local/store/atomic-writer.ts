import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/service/ports.ts';
import { isMissing } from './storage-error.ts';

/** A temporary file this old belongs to a process that died. */
const staleMs = 60 * 60 * 1000;

/** Puts bytes into an open file; replaced in tests to play a full disk. */
export type WriteBytes = (file: FileHandle, bytes: Uint8Array) => Promise<void>;

export type AtomicWriter = (path: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes files so that a reader, whatever dies when, sees the old bytes or the new ones: a temporary file in
 * `incomingDir` (on the same file system), flushed, then renamed. The first write sweeps what dead processes left.
 */
export const createAtomicWriter = (
  incomingDir: string,
  clock: Clock,
  writeBytes: WriteBytes = (file, bytes) => file.writeFile(bytes),
): AtomicWriter => {
  let swept: Promise<void> | undefined;
  return async (path, bytes) => {
    swept ??= sweep(incomingDir, clock.now().getTime() - staleMs);
    await swept;
    const temporary = join(incomingDir, randomUUID());
    try {
      await writeFlushed(temporary, bytes, writeBytes);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
};

const writeFlushed = async (path: string, bytes: Uint8Array, writeBytes: WriteBytes) => {
  const file = await open(path, 'wx');
  try {
    await writeBytes(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

const sweep = async (dir: string, olderThanMs: number): Promise<void> => {
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    try {
      if ((await stat(path)).mtimeMs < olderThanMs) await rm(path, { force: true });
    } catch (error) {
      // Another process sweeps too, or has just renamed its file into place.
      if (!isMissing(error)) throw error;
    }
  }
};
