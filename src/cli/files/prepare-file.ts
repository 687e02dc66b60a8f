import { randomUUID } from 'node:crypto';
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PreparedFile } from '../../commands/command/services.ts';
import { codeOf, FibimgError, messageOf } from '../../core/error.ts';

/**
 * Checks now that a file can be written later, so that a refused path fails before the work; the write itself
 * is atomic: a temporary file beside it, flushed, then renamed.
 */
export const prepareFile = async (path: string): Promise<PreparedFile> => {
  await refuseDirectory(path);
  await requireWritableFolder(path);
  return {
    write: async (content) => {
      const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
      try {
        const file = await open(temporary, 'wx');
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw cannotWrite(path, messageOf(thrown), thrown);
      }
    },
  };
};

const refuseDirectory = async (path: string): Promise<void> => {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) throw cannotWrite(path, 'it is a directory');
};

const requireWritableFolder = async (path: string): Promise<void> => {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (thrown) {
    const missing = codeOf(thrown) === 'ENOENT';
    const why = missing ? `${dirname(path)} does not exist` : messageOf(thrown);
    throw cannotWrite(path, why, thrown);
  }
};

const cannotWrite = (path: string, why: string, cause?: unknown): FibimgError =>
  new FibimgError('output', `cannot write ${path}`, {
    why,
    hint: 'name a file in an existing folder that you may write to',
    cause,
  });
