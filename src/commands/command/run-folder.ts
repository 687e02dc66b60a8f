/** Where benches leave their runs: a file each, which only its user reads. */
export interface RunFolder {
  readonly path: string;
  /** Newest first; none where there is no folder yet. */
  list(): Promise<readonly StoredRun[]>;
  /** Writes a run, whole or not at all, and resolves with where it is. */
  add(run: {
    readonly runId: string;
    readonly savedAt: Date;
    readonly text: string;
  }): Promise<string>;
  remove(run: StoredRun): Promise<void>;
}

export interface StoredRun {
  readonly path: string;
  readonly runId: string;
  readonly bytes: number;
}
