import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ServerRecord } from './server.ts';

export interface Target {
  readonly url: string;
  readonly recordUrl: string;
  readonly pid: number;
  stop(): void;
}

/** Starts `server.ts`, bundled, on the first core; over TLS with a key and certificate (PEM). */
export const startTarget = async (
  delayMs: number,
  identity?: { readonly key: string; readonly cert: string },
): Promise<Target> => {
  const folder = mkdtempSync(join(tmpdir(), 'fibimg-target-'));
  const outfile = join(folder, 'server.mjs');
  const identityFile = join(folder, 'identity.json');
  if (identity) writeFileSync(identityFile, JSON.stringify(identity));
  await build({
    ...{ entryPoints: ['benchmarks/load-peers/server.ts'], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', logLevel: 'error' },
  });
  const program = [outfile, String(delayMs), ...(identity ? [identityFile] : [])];
  const server = spawn('taskset', ['-c', '0', 'node', ...program]);
  process.once('exit', () => server.kill());
  const [said] = await once(server.stdout, 'data');
  const [port, recordPort] = String(said).trim().split(' ');
  return {
    url: `${identity ? 'https' : 'http'}://127.0.0.1:${port}/?int=500`,
    recordUrl: `http://127.0.0.1:${recordPort}/`,
    pid: server.pid ?? 0,
    stop: () => void server.kill(),
  };
};

/** Requests since the record was taken the last time. */
export const countSoFar = async ({ recordUrl }: Target): Promise<number> =>
  Number(await (await fetch(new URL('/count', recordUrl))).text());

export const takeRecord = async ({ recordUrl }: Target): Promise<ServerRecord> =>
  (await (await fetch(recordUrl)).json()) as ServerRecord;
