import type { Services } from '../../commands/command/services.ts';
import type { Io } from '../../process/io.ts';

/** The part of the services that needs no settings: a scenario file is read before there are any. */
export const createFileService = (
  io: Io,
): Pick<
  Services,
  'readFile' | 'streamFile' | 'prepareFile' | 'listRunFiles' | 'fileVersion' | 'openRunFolder'
> => ({
  readFile: async (path) => {
    const { readUserFile } = await import('./read-file.ts');
    return readUserFile(path, io.interrupt);
  },
  streamFile: async function* (path) {
    const { streamUserFile } = await import('./read-file.ts');
    yield* streamUserFile(path, io.interrupt);
  },
  prepareFile: async (path) => {
    const { prepareFile } = await import('./output-file.ts');
    return prepareFile(path, io);
  },
  listRunFiles: async (path) => {
    const { listRunFiles } = await import('./read-file.ts');
    return listRunFiles(path);
  },
  fileVersion: async (path) => {
    const { fileVersion } = await import('./read-file.ts');
    return fileVersion(path);
  },
  openRunFolder: async () => {
    const { openRunFolder } = await import('./run-folder.ts');
    return openRunFolder(io);
  },
});
