import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';
import { markedName } from '../../local/store/process-mark.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';

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
  await sweepLeftovers(folder, `${prefix}-`);
  return join(folder, `${prefix}-${markedName()}`);
};
