/**
 * `fibimg serve` beside serverless-offline 13.10.1 with the same bundled handler: cold starts, then warm hits at 1,
 * 10 and 50 connections in alternating rounds; with numbers of connections as arguments those alone. Needs
 * `npm run build`, and once the npm registry for the peer, which is installed in a temporary folder (or taken from the
 * folder in PEER_FOLDER).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, load, percentile } from './local-lambda/load.ts';
import { type Server, startServe, startServerlessOffline } from './local-lambda/servers.ts';
import { median, spread } from './rounds.ts';

const rounds = 5;
const roundMs = 2000;
const coldStarts = 20;
/** Each environment has a compiler of its own to warm. */
const warmUpMs = 20_000;

const installPeer = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fibimg-peer-'));
  const packages = ['serverless@3.40.0', 'serverless-offline@13.10.1'];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
    stdio: 'inherit',
  });
  return folder;
};

const measureCold = async (name: string, server: Server, pauseMs: number): Promise<void> => {
  const times: number[] = [];
  for (let tries = 0; times.length < coldStarts && tries < 2 * coldStarts; tries += 1) {
    const agent = new Agent();
    const { cold, firstByteMs } = await ask(`${server.url}/?int=500`, agent);
    // The first one fetches and stores the image.
    if (cold && tries > 0) times.push(firstByteMs);
    await setTimeout(pauseMs);
  }
  server.stop();
  console.log(`${name.padEnd(20)} cold start  ${spread(times, 1)} ms of ${times.length}`);
};

const folder = process.env['PEER_FOLDER'] ?? installPeer();
const given = process.argv.slice(2).map(Number);
if (given.length === 0) {
  await measureCold('fibimg serve', await startServe(['--idle', '10ms']), 60);
  await measureCold('serverless-offline', await startServerlessOffline(folder, 1), 1500);
}

const servers = {
  'fibimg serve': await startServe(['--concurrency', '50']),
  'serverless-offline': await startServerlessOffline(folder, 300),
};
for (const connections of given.length === 0 ? [1, 10, 50] : given) {
  const rates: Record<string, number[]> = {};
  const latencies: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, { url }] of Object.entries(servers)) {
      const result = await load(`${url}/?int=500`, connections, round === 0 ? warmUpMs : roundMs);
      if (round === 0) continue;
      rates[name] = [...(rates[name] ?? []), result.rate];
      latencies[name] = [...(latencies[name] ?? []), ...result.latenciesMs];
    }
  }
  for (const name of Object.keys(servers)) {
    const all = latencies[name] ?? [];
    const [p50, p99] = [percentile(all, 50).toFixed(2), percentile(all, 99).toFixed(2)];
    const rate = `${spread(rates[name] ?? [], 0)} a second`;
    console.log(
      `${name.padEnd(20)} ${connections} connections  ${rate}, p50 ${p50} ms, p99 ${p99} ms`,
    );
  }
  const [ours = [], theirs = []] = Object.keys(servers).map((name) => rates[name]);
  console.log(
    `${''.padEnd(20)} ratio of the medians ${(median(ours) / median(theirs)).toFixed(2)}`,
  );
}
for (const server of Object.values(servers)) server.stop();
