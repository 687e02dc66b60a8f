/**
 * Our engines, everything measured and every answer checked, beside wrk, hey, autocannon and loadtest: server and
 * client each on a core of its own, tools in turn within each round. Run: npx tsx benchmarks/load-peers.ts [ROUNDS] [SECONDS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerRecord } from './load-peers/server.ts';
import { startTarget, takeRecord } from './load-peers/target.ts';
import { type Figures, prepareTools, type Tool } from './load-peers/tools.ts';
import { median } from './rounds.ts';

const [rounds = 5, seconds = 3] = process.argv.slice(2).map(Number);
const cells = [
  { delayMs: 0, connections: 50 },
  { delayMs: 0, connections: 200 },
  { delayMs: 20, connections: 50 },
  { delayMs: 20, connections: 200 },
];

interface Run extends Figures {
  readonly cpuSeconds: number;
  readonly server: ServerRecord;
}

const timeFile = join(mkdtempSync(join(tmpdir(), 'fibimg-load-')), 'time');

const runTool = async (
  tool: Tool,
  url: string,
  connections: number,
  lasting = seconds,
): Promise<Run> => {
  await takeRecord(url);
  const command = ['-f', '%U %S', '-o', timeFile, 'taskset', '-c', '1'];
  const output = execFileSync('time', [...command, ...tool.command(url, connections, lasting)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [user = 0, system = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number);
  const server = await takeRecord(url);
  return { ...tool.read(output, lasting), cpuSeconds: user + system, server };
};

/** Seconds of processor time that a tool takes with next to nothing to do. */
const startUpOf = async (tool: Tool): Promise<number> => {
  const target = await startTarget(20);
  const spent: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    spent.push((await runTool(tool, target.url, 1, 1)).cpuSeconds);
  }
  target.stop();
  return median(spent);
};

const middle = (runs: readonly Run[], value: (run: Run) => number | undefined): string => {
  const values = runs.map(value).filter((one) => one !== undefined && !Number.isNaN(one));
  return values.length === 0 ? '-' : median(values as number[]).toFixed(2);
};

const rowOf = (tool: Tool, runs: readonly Run[]) => {
  const startUp = startUps.get(tool) ?? 0;
  const error = (percent: number) =>
    middle(runs, ({ latencyMs, server }) => {
      const [own, truth] = [latencyMs[percent], server.latencyMs[percent]];
      return own === undefined || truth === undefined ? undefined : own - truth;
    });
  return {
    tool: tool.name,
    'req/s': middle(runs, ({ perSecond }) => perSecond).replace(/\..*/, ''),
    'CPU us/req': middle(runs, (run) => (run.cpuSeconds * 1e6) / run.server.requests),
    'less start-up': middle(
      runs,
      (run) => ((run.cpuSeconds - startUp) * 1e6) / run.server.requests,
    ),
    p50: middle(runs, ({ latencyMs }) => latencyMs[50]),
    p99: middle(runs, ({ latencyMs }) => latencyMs[99]),
    'p50 - server': error(50),
    'p95 - server': error(95),
    'p99 - server': error(99),
  };
};

const tools = await prepareTools();
const startUps = new Map<Tool, number>();
for (const tool of tools) startUps.set(tool, await startUpOf(tool));
for (const { delayMs, connections } of cells) {
  const target = await startTarget(delayMs);
  const { url } = target;
  const runs = new Map(tools.map((tool) => [tool, [] as Run[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < tools.length; turn += 1) {
      const tool = tools[(turn + round) % tools.length];
      if (tool) runs.get(tool)?.push(await runTool(tool, url, connections));
    }
  }
  target.stop();
  console.log(
    `${delayMs} ms server, ${connections} connections, ${rounds} rounds of ${seconds} s, medians`,
  );
  console.table([...runs].map(([tool, all]) => rowOf(tool, all)));
}
