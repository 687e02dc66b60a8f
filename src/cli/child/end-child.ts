import type { ChildProcess } from 'node:child_process';

/** The closed channel tells a child to go; one that will not, for so long, is ended. Resolves when it is gone. */
export const endChild = async (child: ChildProcess, patienceMs: number): Promise<void> => {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve()).once('error', () => resolve());
  });
  if (child.connected) child.disconnect();
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(impatience);
};
