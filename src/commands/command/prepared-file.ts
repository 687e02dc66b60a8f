import { FibimgError } from '../../core/error.ts';

/** A file that a command is to write: it has been checked, and nothing has been touched. */
export interface PreparedFile {
  /** The same for two paths to one file; undefined for a device, which two outputs may share. */
  readonly identity: string | undefined;
  /** Whole or not at all: a regular file is the old one or the new one, never a part. */
  write(content: string | Uint8Array): Promise<void>;
  /** For what comes bit by bit. */
  begin(): Promise<FileWriter>;
}

/** A file under way. What was there before stays until `commit`. */
export interface FileWriter {
  write(chunk: string | Uint8Array): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

type PrepareFile = (path: string) => Promise<PreparedFile>;

/** Prepares the files of one command; refuses one that another of its outputs goes to, by whatever path. */
export const prepareApart = (prepareFile: PrepareFile): PrepareFile => {
  const known = new Set<string>();
  return async (path) => {
    const file = await prepareFile(path);
    if (file.identity !== undefined && known.has(file.identity)) {
      throw new FibimgError('usage', `two outputs go to ${path}`, {
        hint: 'give each a file of its own',
      });
    }
    if (file.identity !== undefined) known.add(file.identity);
    return file;
  };
};
