import { access, constants, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';
import { makerOf, markedName } from '../../local/store/process-mark.ts';

/**
 * A path that nothing has yet, in the folder for temporary files; refuses a folder in which nothing can be made. What
 * killed processes left there under the same prefix is removed.
 */
export const temporaryPath = async (prefix: string): Promise<string> => {
  const folder = tmpdir();
  try {
    await access(folder, constants.W_OK);
  } catch (thrown) {
    throw new FibimgError('config', `${folder} cannot hold temporary files`, {
      why: systemErrorText(thrown),
      hint: 'set TMPDIR to a folder that you may write to',
      cause: thrown,
    });
  }
  await sweep(folder, `${prefix}-`);
  return join(folder, `${prefix}-${markedName()}`);
};

const sweep = async (folder: string, start: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith(start) && makerOf(name.slice(start.length)) === 'gone',
  );
  for (const name of left) {
    // Another user's stays.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
};
