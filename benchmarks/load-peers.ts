/**
 * Our engine, everything measured and every answer checked, beside the least that a client on node:net can be, wrk, hey,
 * and with `all` our autocannon engine, autocannon itself and loadtest: server and client each on a core of its own,
 * tools in turn within each round. With `close` each request has a connection of its own.
 *
 * Each figure of CPU stands twice, for all tools alike: over the whole run, and after its first second. The first holds
 * what a tool takes to start and, on node, to compile: in a short run at a low rate that is more than the requests.
 * Run: npx tsx benchmarks/load-peers.ts [ROUNDS] [SECONDS] [all|close] [DELAYxCONNECTIONS ...], such as 5 3 0x50 20x200
 */
import { cpuUs, type Run, runTool, steadyCpuUs } from './load-peers/run-tool.ts';
import { startTarget } from './load-peers/target.ts';
import { installedPeers, ownEngine, prepareTools, type Tool } from './load-peers/tools.ts';
import { median } from './rounds.ts';

const [, , rounds = 5, seconds = 3] = process.argv.map(Number);
const asked = process.argv.slice(4).filter((argument) => /^\d/.test(argument));
const cells = (asked.length > 0 ? asked : ['0x50', '0x200', '20x50', '20x200']).map((cell) => {
  const [delayMs = 0, connections = 1] = cell.split('x').map(Number);
  return { delayMs, connections };
});

const middle = (runs: readonly Run[], value: (run: Run) => number | undefined): string => {
  const values = runs.map(value).filter((one) => one !== undefined && !Number.isNaN(one));
  return values.length === 0 ? '-' : median(values as number[]).toFixed(2);
};

/** The median of the rounds' ratios to another tool's figure in the same round. */
const ratioTo = (
  runs: readonly Run[],
  others: ReadonlyMap<Tool, readonly Run[]>,
  name: string,
  figure: (run: Run) => number,
) => {
  const [, theirs] = [...others].find(([tool]) => tool.name === name) ?? [];
  if (theirs === undefined) return '-';
  const ratios = runs.map((run, round) => {
    const other = theirs[round];
    return other === undefined ? Number.NaN : figure(run) / figure(other);
  });
  return median(ratios).toFixed(2);
};

const rowOf = (tool: Tool, runs: readonly Run[], others: ReadonlyMap<Tool, readonly Run[]>) => {
  const error = (percent: number) =>
    middle(runs, ({ latencyMs, server }) => {
      const [own, truth] = [latencyMs[percent], server.latencyMs[percent]];
      return own === undefined || truth === undefined ? undefined : own - truth;
    });
  return {
    tool: tool.name,
    'req/s': middle(runs, ({ perSecond }) => perSecond).replace(/\..*/, ''),
    'CPU us/req': middle(runs, cpuUs),
    steady: middle(runs, steadyCpuUs),
    p50: middle(runs, ({ latencyMs }) => latencyMs[50]),
    p99: middle(runs, ({ latencyMs }) => latencyMs[99]),
    'p50 - server': error(50),
    'p95 - server': error(95),
    'p99 - server': error(99),
    'CPU / wrk': ratioTo(runs, others, 'wrk', cpuUs),
    'steady / wrk': ratioTo(runs, others, 'wrk', steadyCpuUs),
    'CPU / hey': ratioTo(runs, others, 'hey', cpuUs),
    'steady / hey': ratioTo(runs, others, 'hey', steadyCpuUs),
  };
};

const tools = process.argv.includes('close')
  ? [await ownEngine('http', { close: true }), ...installedPeers({ close: true })]
  : await prepareTools(process.argv.includes('all'));
for (const { delayMs, connections } of cells) {
  const target = await startTarget(delayMs);
  const runs = new Map(tools.map((tool) => [tool, [] as Run[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < tools.length; turn += 1) {
      const tool = tools[(turn + round) % tools.length];
      if (tool) runs.get(tool)?.push(await runTool(tool, target, connections, seconds));
    }
  }
  target.stop();
  console.log(
    `${delayMs} ms server, ${connections} connections, ${rounds} rounds of ${seconds} s, medians`,
  );
  console.table([...runs].map(([tool, all]) => rowOf(tool, all, runs)));
}
