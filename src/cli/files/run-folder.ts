import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFolder, StoredRun } from '../../commands/command/run-folder.ts';
import { codeOf, FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';
import { makeFolder } from '../../local/store/make-folder.ts';
import type { Io } from '../../process/io.ts';
import { prepareFile } from './output-file.ts';
import { cannotWrite } from './output-place.ts';
import { stateFolder } from './state-folder.ts';

/** `20261121T101112345Z-4f2a90c1b7de.json` */
const fileName = /^\d{8}T\d{9}Z-([0-9a-f]{8,64})\.json$/;

export const openRunFolder = (io: Io): RunFolder => {
  const path = join(stateFolder(io), 'runs');
  return {
    path,
    list: async () => {
      const names = await readdir(path).catch((thrown: unknown) => noneIfMissing(path, thrown));
      const found = await Promise.all(names.map((name) => storedRun(path, name)));
      // Their names begin with the time.
      return found.flatMap((run) => run ?? []).sort((a, b) => (a.path < b.path ? 1 : -1));
    },
    add: async ({ runId, savedAt, text }) => {
      try {
        makeFolder(path);
      } catch (thrown) {
        throw cannotWrite(path, thrown);
      }
      const file = join(path, `${savedAt.toISOString().replaceAll(/[-:.]/g, '')}-${runId}.json`);
      const prepared = await prepareFile(file, io, { mode: 0o600 });
      await prepared.write(text);
      return file;
    },
    remove: ({ path: file }) => rm(file, { force: true }),
  };
};

const storedRun = async (folder: string, name: string): Promise<StoredRun | undefined> => {
  const [, runId] = fileName.exec(name) ?? [];
  if (runId === undefined) return undefined;
  const path = join(folder, name);
  // One that another process has removed meanwhile is none.
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { path, runId, bytes: found.size } : undefined;
};

const noneIfMissing = (path: string, cause: unknown): readonly string[] => {
  if (codeOf(cause) === 'ENOENT') return [];
  throw new FibimgError('config', `the runs in ${path} cannot be listed`, {
    why: systemErrorText(cause),
    hint: 'check the folder, or name another with XDG_STATE_HOME',
    cause,
  });
};
