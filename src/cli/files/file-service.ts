import type { Services } from '../../commands/command/services.ts';

/** The part of the services that needs no settings: a scenario file is read before there are any. */
export const fileService: Pick<Services, 'readFile'> = {
  readFile: async (path) => {
    const { readUserFile } = await import('./read-user-file.ts');
    return readUserFile(path);
  },
};
