import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../../core/error.ts';

/**
 * Makes a folder, for its owner alone, and what is missing above it. Node's own recursive mkdir spins for ever where the file system
 * answers ENOENT for a name in a folder that exists, as /proc does.
 */
export const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path || existsSync(parent)) throw error;
    makeFolder(parent);
    // Again with all its cases: another process may have made it in the meantime.
    makeFolder(path);
  }
};
