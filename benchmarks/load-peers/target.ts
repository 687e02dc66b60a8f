import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ServerRecord } from './server.ts';

/** Starts `server.ts`, bundled, on the first core. */
export const startTarget = async (delayMs: number) => {
  const outfile = join(mkdtempSync(join(tmpdir(), 'fibimg-target-')), 'server.mjs');
  await build({
    ...{ entryPoints: ['benchmarks/load-peers/server.ts'], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', logLevel: 'error' },
  });
  const server = spawn('taskset', ['-c', '0', 'node', outfile, String(delayMs)]);
  process.once('exit', () => server.kill());
  const [port] = await once(server.stdout, 'data');
  return {
    url: `http://127.0.0.1:${Number(port)}/?int=500`,
    pid: server.pid ?? 0,
    stop: () => void server.kill(),
  };
};

export const takeRecord = async (url: string): Promise<ServerRecord> =>
  (await (await fetch(url, { method: 'POST' })).json()) as ServerRecord;
