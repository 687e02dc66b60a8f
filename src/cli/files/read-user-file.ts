import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';

/** A file that the command line names, whole. */
export const readUserFile = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw new FibimgError('usage', `cannot read ${path}`, {
      why: codeOf(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown),
      hint: `check the path ${resolve(path)}`,
      cause: thrown,
    });
  }
};
