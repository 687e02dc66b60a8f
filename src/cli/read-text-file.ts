import { readFile } from 'node:fs/promises';
import { codeOf, FibimgError, messageOf } from '../core/error.ts';

/** The text of a file that the user names. */
export const readTextFile = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new FibimgError('output', `cannot read ${path}`, {
      why: codeOf(thrown) === 'ENOENT' ? 'there is no such file' : messageOf(thrown),
      cause: thrown,
    });
  }
};
