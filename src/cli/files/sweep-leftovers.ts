import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makerOf } from '../../local/store/process-mark.ts';

/** Removes from a folder what killed processes left under a name of `prefix` and a process's mark. */
export const sweepLeftovers = async (folder: string, prefix: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith(prefix) && makerOf(name.slice(prefix.length)) === 'gone',
  );
  for (const name of left) {
    // Another user's stays.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
};
