import { type ChildProcess, fork } from 'node:child_process';
import { hurry } from './hurry.ts';

interface AskedProcess<Q> {
  readonly child: ChildProcess;
  ask(question: Q): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a module in a process of its own, which answers questions one by one (`answerQuestions`). */
export const startAskedProcess = <Q extends object>(module: URL): AskedProcess<Q> => {
  const child = fork(module, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
  });
  if (child.pid !== undefined) hurry(child.pid);
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    child,
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, resolve);
        child.send({ id, question }, (error) => error && reject(error));
      }),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** The other side of `startAskedProcess`. */
export const answerQuestions = <Q>(answer: (question: Q) => Promise<unknown>): void => {
  process.on('message', async ({ id, question }: { id: number; question: Q }) => {
    process.send?.({ id, answer: await answer(question) });
  });
  process.on('disconnect', () => process.exit());
};
