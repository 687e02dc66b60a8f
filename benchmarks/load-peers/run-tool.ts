import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { processCpuUs } from '../process-cpu.ts';
import type { ServerRecord } from './server.ts';
import { countSoFar, type Target, takeRecord } from './target.ts';
import type { Figures, Tool } from './tools.ts';

export interface Run extends Figures {
  /** User and system time of the tool, its start included. */
  readonly cpuSeconds: number;
  readonly server: ServerRecord;
  /** Of it what came before the first second was over; absent where the run was. */
  readonly start: { readonly cpuSeconds: number; readonly requests: number } | undefined;
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
  const time = spawn('time', [...command, ...tool.command(target.url, connections, seconds)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [output, start, [code]] = await Promise.all([
    text(time.stdout),
    startOf(time.pid ?? 0, target),
    once(time, 'close'),
  ]);
  if (code !== 0) throw new Error(`${tool.name} ended with ${code}: ${output}`);
  const [user = 0, system = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number);
  const server = await takeRecord(target);
  return { ...tool.read(output, seconds), cpuSeconds: user + system, server, start };
};

/** What the child of `time` has used after a second, and the requests that it has made. */
const startOf = async (pid: number, target: Target): Promise<Run['start']> => {
  await sleep(1000);
  try {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const cpuSeconds = processCpuUs(Number(child)) / 1e6;
    return { cpuSeconds, requests: await countSoFar(target) };
  } catch {
    return undefined;
  }
};

/** Of a request, in microseconds. */
export const cpuUs = ({ cpuSeconds, server }: Run): number => (cpuSeconds * 1e6) / server.requests;

/** Of a request after the first second: without starting the tool and compiling its code. */
export const steadyCpuUs = ({ cpuSeconds, server, start }: Run): number =>
  start === undefined
    ? Number.NaN
    : ((cpuSeconds - start.cpuSeconds) * 1e6) / (server.requests - start.requests);
