import { cpuUs, runTool } from '../load-peers/run-tool.ts';
import { startTarget } from '../load-peers/target.ts';
import { ownEngine, references } from '../load-peers/tools.ts';
import type { Cell } from './cell.ts';

const seconds = 2;

/** CPU that our engine takes a request, everything measured and checked, beside wrk where it is, else a bare node:net loop. */
export const openEngineCell = async (delayMs: number, connections: number): Promise<Cell> => {
  const target = await startTarget(delayMs);
  const own = await ownEngine('http');
  const all = await references();
  const peer = all.find(({ name }) => name === 'wrk') ?? all[0] ?? own;
  const costUs = async (tool: typeof own): Promise<number> =>
    cpuUs(await runTool(tool, target, connections, seconds));
  return {
    tolerance: 0.1,
    round: async () => {
      const name = `engine, ${delayMs} ms x ${connections}: CPU a request / ${peer.name}`;
      return { [name]: (await costUs(own)) / (await costUs(peer)) };
    },
    close: target.stop,
  };
};
