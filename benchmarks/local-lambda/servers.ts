import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Server {
  readonly url: string;
  /** Of its process, which leads a group of its own. */
  readonly pid: number;
  stop(): void;
}

const root = join(import.meta.dirname, '../..');

/** Resolves with what `pattern` finds first in the output. */
const said = (child: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) resolve(found[1] ?? found[0]);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`the server ended: ${text}`)));
  });

const started = async (
  command: readonly string[],
  pattern: RegExp,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly text: string; readonly pid: number; stop(): void }> => {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // The whole group: npm's launchers have children of their own.
    process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', stop);
  return { text: await said(child, pattern), pid: child.pid ?? 0, stop };
};

/** The built `fibimg serve`. */
export const startServe = async (args: readonly string[]): Promise<Server> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fibimg-bench-'));
  const command = [process.execPath, 'bin/fibimg.js', 'serve', '--port', '0', '--quiet'];
  const server = await started(
    [...command, '--data-dir', dataDir, ...args],
    /listening on (http:\S+)/,
  );
  return { url: server.text, pid: server.pid, stop: server.stop };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** serverless-offline, installed in `folder`, with the same bundle and a store in a process of its own. */
export const startServerlessOffline = async (
  folder: string,
  idleSeconds: number,
): Promise<Server> => {
  const wire = await started(
    [process.execPath, '--import', 'tsx', 'benchmarks/wire-process.ts'],
    /(http:\S+)/,
  );
  const service = mkdtempSync(join(folder, 'service-'));
  copyFileSync(join(root, 'dist', 'lambda', 'index.mjs'), join(service, 'index.mjs'));
  writeFileSync(join(service, 'serverless.yml'), serverlessYaml(wire.text));
  const port = await freePort();
  const command = [join(folder, 'node_modules', '.bin', 'serverless'), 'offline', 'start'];
  const ports = ['--httpPort', `${port}`, '--lambdaPort', `${await freePort()}`];
  const server = await started(
    [...command, ...ports, '--terminateIdleLambdaTime', `${idleSeconds}`],
    /Server ready/,
    { cwd: service, env: { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' } },
  );
  const stop = (): void => {
    server.stop();
    wire.stop();
  };
  return { url: `http://127.0.0.1:${port}`, pid: server.pid, stop };
};

const serverlessYaml = (wireUrl: string): string => `
service: fibimg-bench
frameworkVersion: '3'
provider:
  name: aws
  runtime: nodejs20.x
  region: us-east-1
  environment:
    BucketName: local-bucket
    TableName: local-table
    AWS_ENDPOINT_URL: ${wireUrl}
    AWS_ACCESS_KEY_ID: local
    AWS_SECRET_ACCESS_KEY: local
plugins:
  - serverless-offline
custom:
  serverless-offline:
    host: 127.0.0.1
functions:
  image:
    handler: index.handler
    timeout: 28
    events:
      - httpApi: 'GET /'
`;
