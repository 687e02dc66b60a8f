import { cpuUs, runTool } from '../load-peers/run-tool.ts';
import { startTarget } from '../load-peers/target.ts';
import { ownEngine, references } from '../load-peers/tools.ts';
import type { Cell } from './cell.ts';

/** Of tools that cannot count requests. */
const seconds = 2;

/** CPU that our engine takes a request, everything measured and checked, beside a bare node:net loop, and wrk where it is. */
export const openEngineCell = async (
  delayMs: number,
  connections: number,
  requests: number,
): Promise<Cell> => {
  const target = await startTarget(delayMs);
  const own = await ownEngine('http', { requests });
  const peers = (await references({ requests })).filter(({ name }) => name !== 'hey');
  const costUs = async (tool: typeof own): Promise<number> =>
    cpuUs(await runTool(tool, target, connections, seconds));
  return {
    tolerance: 0.1,
    round: async () => {
      const cost = await costUs(own);
      const ratios: Record<string, number> = {};
      for (const peer of peers) {
        const name = `engine, ${delayMs} ms x ${connections}: CPU a request / ${peer.name}`;
        ratios[name] = cost / (await costUs(peer));
      }
      return ratios;
    },
    close: target.stop,
  };
};
