import { type ChildProcess, fork } from 'node:child_process';
import { hurry } from '../load/loop-lateness.ts';
import type { OracleBehaviour, OracleRecord } from './oracle-behaviour.ts';
import type { OracleQuestion } from './oracle-main.ts';

export interface Oracle {
  readonly port: number;
  /** Forgets what was recorded, such as a warm-up. */
  reset(): Promise<void>;
  record(): Promise<OracleRecord>;
  close(): Promise<void>;
}

type Asked<Q = OracleQuestion> = Q extends OracleQuestion ? Omit<Q, 'id'> : never;

/** Oracle servers in a process of their own, so that they share no event loop with what they judge. */
export const startOracles = async () => {
  const child = fork(new URL('oracle-main.ts', import.meta.url), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
  });
  if (child.pid !== undefined) hurry(child.pid);
  const ask = createAsk(child);
  return {
    async start(behaviour: OracleBehaviour): Promise<Oracle> {
      const port = Number(await ask({ ask: 'start', behaviour }));
      return {
        port,
        reset: async () => void (await ask({ ask: 'reset', port })),
        record: async () => (await ask({ ask: 'record', port })) as OracleRecord,
        close: async () => void (await ask({ ask: 'close', port })),
      };
    },
    /** Stops the process as a debugger would: the system goes on accepting for it, nothing is answered. */
    async stall(ms: number): Promise<void> {
      child.kill('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill('SIGCONT');
    },
    async close(): Promise<void> {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const createAsk = (child: ChildProcess) => {
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  child.on('message', (message: { id: number; answer: unknown }) => {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  });
  return (asked: Asked): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      child.send({ ...asked, id }, (error) => error && reject(error));
    });
};
