import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCli, type ServicesFactory } from '../../../src/cli/run-cli.ts';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import { createTestIo, type TestIo, type TestIoOptions } from './test-io.ts';

interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly outBytes: Buffer;
  readonly err: string;
}

/** A folder of its own for one test, removed after it. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

export interface InProcessOptions extends TestIoOptions {
  readonly io?: TestIo;
  readonly services?: ServicesFactory;
}

/** The command line in this process, with captured streams and the real adapters. */
export const runFibimg = async (
  argv: readonly string[],
  options: InProcessOptions = {},
): Promise<CliResult> => {
  const io = options.io ?? createTestIo(options);
  const code = await runCli(argv, io, options.services ?? createServices);
  return { code, out: io.out(), outBytes: io.outBytes(), err: io.err() };
};

export const binary = join(import.meta.dirname, '../../../bin/fibimg.js');

interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** `open` leaves standard input without an end. */
  readonly stdin?: string | { readonly open: true };
}

/** The built binary as a process of its own, with an environment that holds nothing of this machine's user. */
export const spawnFibimg = (argv: readonly string[], options: SpawnOptions = {}) => {
  const child = spawn(process.execPath, [binary, ...argv], {
    cwd: options.cwd ?? tmpdir(),
    env: {
      PATH: process.env['PATH'],
      HOME: '/nowhere',
      XDG_STATE_HOME: process.env['FIBIMG_TEST_STATE_HOME'],
      ...options.env,
    },
    stdio: 'pipe',
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {});
  if (typeof options.stdin !== 'object') child.stdin.end(options.stdin ?? '');
  const done = new Promise<CliResult & { readonly signal: NodeJS.Signals | null }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        const outBytes = Buffer.concat(out);
        resolve({
          code: code ?? -1,
          signal,
          out: outBytes.toString('utf8'),
          outBytes,
          err: Buffer.concat(err).toString('utf8'),
        });
      });
    },
  );
  return { child, done };
};
