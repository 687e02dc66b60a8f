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
