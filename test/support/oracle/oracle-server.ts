import { startAskedProcess } from './ask-process.ts';
import type { OracleBehaviour, OracleRecord } from './oracle-behaviour.ts';
import type { OracleQuestion } from './oracle-main.ts';

export interface Oracle {
  readonly port: number;
  /** Forgets what was recorded, such as a warm-up. */
  reset(): Promise<void>;
  record(): Promise<OracleRecord>;
  close(): Promise<void>;
}

/** Oracle servers in a process of their own, so that they share no event loop with what they judge. */
export const startOracles = () => {
  const { ask, child, close } = startAskedProcess<OracleQuestion>(
    new URL('oracle-main.ts', import.meta.url),
  );
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
    close,
  };
};
