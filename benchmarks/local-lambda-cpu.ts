/**
 * CPU time that one warm request costs `fibimg serve` itself, without the function's own processes, and the requests
 * a second, at 1, 10 and 50 connections. Needs `npm run build`. Further builds, as NAME=PATH of their bin/fibimg.js,
 * are measured in alternating rounds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './local-lambda/load.ts';
import { processCpuUs } from './process-cpu.ts';
import { median, spread } from './rounds.ts';

const rounds = 12;
const roundMs = 1000;

const startBuild = async (binary: string) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fibimg-bench-'));
  const argv = ['serve', '--port', '0', '--quiet', '--concurrency', '50', '--data-dir', dataDir];
  const child = spawn(process.execPath, [binary, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, pid: child.pid ?? 0, url: /http:\S+/.exec(said.toString())?.[0] ?? '' };
};

const builds = [`this=${join(import.meta.dirname, '../bin/fibimg.js')}`, ...process.argv.slice(2)];
const servers = await Promise.all(
  builds.map(async (build) => {
    const [name = '', binary = ''] = build.split('=');
    return { name, ...(await startBuild(binary)) };
  }),
);
for (const connections of [1, 10, 50]) {
  const found = new Map(
    servers.map(({ name }) => [name, { costsUs: [] as number[], rates: [] as number[] }]),
  );
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, pid, url } of servers) {
      const before = processCpuUs(pid);
      const { rate, latenciesMs } = await load(
        `${url}/?int=500`,
        connections,
        round === 0 ? 5 * roundMs : roundMs,
      );
      // The first round starts environments and warms compilers.
      if (round === 0) continue;
      found.get(name)?.costsUs.push((processCpuUs(pid) - before) / latenciesMs.length);
      found.get(name)?.rates.push(rate);
    }
  }
  for (const [name, { costsUs, rates }] of found) {
    const cost = `${spread(costsUs, 0)} us of CPU a request`;
    console.log(
      `${name.padEnd(10)} ${connections} connections  ${cost}, ${spread(rates, 0)} a second`,
    );
  }
  const [ours, ...others] = [...found.values()].map(({ costsUs }) => median(costsUs));
  for (const other of others)
    console.log(`${''.padEnd(10)} ratio ${((ours ?? 0) / other).toFixed(2)}`);
}
for (const { child } of servers) child.kill('SIGTERM');
