import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchSubject } from '../bench/subject.ts';
import { warmUntilSeen } from '../bench/warm-environments.ts';
import type { LocalSubjectRequest, OpenedSubject } from '../commands/services.ts';
import { FibimgError } from '../core/error.ts';
import type { ChildReply, ChildRequest } from './serve-child-protocol.ts';

const childMain = fileURLToPath(new URL('../../dist/cli/serve-child.js', import.meta.url));

/** The local Lambda in a process of its own and a throw-away store, both gone at the end. */
export const openLocalSubject = async (request: LocalSubjectRequest): Promise<OpenedSubject> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'fibimg-bench-'));
  // Out of the terminal's process group: Ctrl-C is for the generator, which drains before it lets go of the target.
  const child = fork(childMain, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const call = createCalls(child);
  const close = () => endChild(child, dataDir);
  try {
    const target = { kind: 'embedded', dataDir } as const;
    const lambda = { ...request, target, port: 0, originSeed: 0 };
    const { started } = await call({ op: 'start', lambda });
    if (started === undefined) throw new TypeError('the local Lambda did not say where it is');
    const subject = createSubject(call, started.url, close);
    return { subject, url: new URL(started.url), way: { by: 'url', auth: 'none' } };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

type Call = (request: ChildRequest) => Promise<ChildReply>;

const createSubject = (call: Call, url: string, close: () => Promise<void>): BenchSubject => ({
  target: 'local Lambda',
  sharesMachine: true,
  powers: {
    freshEnvironments: { can: true },
    warmEnvironments: { can: true },
    emptyStore: { can: true },
  },
  freshEnvironments: async () => {
    await call({ op: 'recycle' });
  },
  warmEnvironments: (count, signal) => warmUntilSeen(count, () => probe(url), signal),
  emptyStore: async () => {
    await call({ op: 'empty' });
  },
  fillStore: async (sizes) => {
    await call({ op: 'fill', sizes });
  },
  close,
});

/** A bad integer is answered before any store is asked. */
const probe = async (url: string): Promise<string | undefined> => {
  const response = await fetch(new URL('?int=0', url));
  await response.arrayBuffer();
  return response.headers.get('x-fibimg-environment') ?? undefined;
};

const createCalls = (child: ChildProcess): Call => {
  const waiting = new Map<
    number,
    { resolve(reply: ChildReply): void; reject(error: Error): void }
  >();
  let lastId = 0;
  child.on('message', (reply: ChildReply) => {
    const { resolve, reject } = waiting.get(reply.id) ?? {};
    waiting.delete(reply.id);
    if (reply.error === undefined) resolve?.(reply);
    else reject?.(new FibimgError('refused', reply.error.message, reply.error));
  });
  child.once('exit', (code, signal) => {
    const error = new FibimgError('network', 'the local Lambda ended by itself', {
      why: signal === null ? `exit code ${code}` : `by ${signal}`,
    });
    for (const { reject } of waiting.values()) reject(error);
  });
  return (request) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, request }, (error) => {
        if (error) reject(error);
      });
    });
};

/** The closed channel tells the child to go; one that will not is ended. */
const endChild = async (child: ChildProcess, dataDir: string): Promise<void> => {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  if (child.connected) child.disconnect();
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatience);
  await rm(dataDir, { recursive: true, force: true });
};
