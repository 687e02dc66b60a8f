/**
 * What TLS costs our engine: CPU of a request on a kept connection and of one that opens its own, beside plain HTTP and
 * wrk and hey where they are (which verify no certificate; we do). Server and client each on a core of its own.
 * Run: npx tsx benchmarks/tls-cost.ts [ROUNDS] [SECONDS]
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../test/support/aws/certificate.ts';
import { cpuUs, runTool } from './load-peers/run-tool.ts';
import { startTarget } from './load-peers/target.ts';
import { installedPeers, ownEngine } from './load-peers/tools.ts';
import { median, spread } from './rounds.ts';

const [, , rounds = 5, seconds = 3] = process.argv.map(Number);
const connections = 20;
const certificate = createCertificate();
const caFile = join(mkdtempSync(join(tmpdir(), 'fibimg-tls-')), 'ca.pem');
writeFileSync(caFile, certificate.cert);

for (const close of [false, true]) {
  const costs = new Map<string, number[]>();
  const tools = [await ownEngine('http', { close, caFile }), ...installedPeers({ close })];
  for (const identity of [certificate, undefined]) {
    const target = await startTarget(0, identity);
    for (let round = 0; round < rounds; round += 1) {
      for (const tool of tools) {
        const name = `${tool.name}, ${identity ? 'https' : 'http'}`;
        const cost = cpuUs(await runTool(tool, target, connections, seconds));
        costs.set(name, [...(costs.get(name) ?? []), cost]);
      }
    }
    target.stop();
  }
  console.log(close ? 'a connection for each request' : `${connections} kept connections`);
  console.table(
    [...costs].map(([tool, all]) => ({
      ...{ tool, 'CPU us/req': spread(all, 1) },
      ...(close && { 'connections/s of one core': (1e6 / median(all)).toFixed(0) }),
    })),
  );
}
