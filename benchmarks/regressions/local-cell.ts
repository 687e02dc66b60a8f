import { readdirSync, readFileSync } from 'node:fs';
import { startTarget } from '../load-peers/target.ts';
import { load } from '../local-lambda/load.ts';
import { startServe } from '../local-lambda/servers.ts';
import type { Cell } from './cell.ts';

const connections = 10;
const roundMs = 1000;

/**
 * CPU that the local Lambda takes a request, the function and all its processes together, beside a bare node:http
 * server that gives the same answer.
 */
export const openLocalCell = async (): Promise<Cell> => {
  const serve = await startServe(['--concurrency', `${connections}`]);
  const bare = await startTarget(0);
  const costUs = async (url: string, leader: number, durationMs: number): Promise<number> => {
    const before = groupCpuUs(leader);
    const { latenciesMs } = await load(url, connections, durationMs);
    return (groupCpuUs(leader) - before) / latenciesMs.length;
  };
  const both = async (durationMs: number): Promise<number> =>
    (await costUs(`${serve.url}/?int=500`, serve.pid, durationMs)) /
    (await costUs(bare.url, bare.pid, durationMs));
  // Environments start, and each warms a compiler of its own.
  await both(2 * roundMs);
  return {
    tolerance: 0.15,
    round: async () => ({ 'local Lambda: CPU a request / node:http': await both(roundMs) }),
    close: () => {
      serve.stop();
      bare.stop();
    },
  };
};

/** User and system time of a process and of the living members of the group that it leads, in microseconds; Linux only. */
const groupCpuUs = (leader: number): number => {
  let nanoseconds = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) !== leader && groupOf(pid) !== leader) continue;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [ran] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      nanoseconds += Number(ran);
    }
  }
  return nanoseconds / 1000;
};

const groupOf = (pid: string): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
};
