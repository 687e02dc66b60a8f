import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerRecord } from './server.ts';
import { type Target, takeRecord } from './target.ts';
import type { Figures, Tool } from './tools.ts';

export interface Run extends Figures {
  /** User and system time of the tool, its start included. */
  readonly cpuSeconds: number;
  readonly server: ServerRecord;
}

const timeFile = join(mkdtempSync(join(tmpdir(), 'fibimg-load-')), 'time');

/** Runs a tool on the second core, with what the server on the first saw of it. */
export const runTool = async (
  tool: Tool,
  target: Target,
  connections: number,
  seconds: number,
): Promise<Run> => {
  await takeRecord(target);
  const command = ['-f', '%U %S', '-o', timeFile, 'taskset', '-c', '1'];
  const output = execFileSync(
    'time',
    [...command, ...tool.command(target.url, connections, seconds)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [user = 0, system = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number);
  const server = await takeRecord(target);
  return { ...tool.read(output, seconds), cpuSeconds: user + system, server };
};

/** Of a request, in microseconds. */
export const cpuUs = ({ cpuSeconds, server }: Run): number => (cpuSeconds * 1e6) / server.requests;
