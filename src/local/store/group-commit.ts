/** Runs writes in transactions: those asked for at the same time share one, and so one wait for the disk. */
export type GroupCommit = (write: () => void) => Promise<void>;

interface Waiting {
  readonly write: () => void;
  resolve(): void;
  reject(error: unknown): void;
}

/** @param transact runs its argument in one synchronous transaction; what it throws is thrown to all who take part. */
export const createGroupCommit = (transact: (writes: () => void) => void): GroupCommit => {
  let waiting: Waiting[] = [];
  const commit = (): void => {
    const group = waiting;
    waiting = [];
    try {
      transact(() => {
        for (const { write } of group) write();
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  };
  return (write) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ write, resolve, reject });
    });
};
