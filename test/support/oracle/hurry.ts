import { setPriority } from 'node:os';

/** Puts a process ahead of whatever else the machine does, where the system lets us. */
export const hurry = (pid: number): void => {
  try {
    setPriority(pid, -15);
  } catch {
    // Only a privileged user may.
  }
};
