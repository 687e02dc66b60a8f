import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import { warmUntilSeen } from '../../bench/phases/warm-environments.ts';
import type {
  LocalSystemRequest,
  OpenedSystem,
  Transport,
} from '../../commands/command/system-request.ts';
import type { Delivery } from '../../core/events/event-target.ts';
import { localResources } from '../../core/service/local-context.ts';
import { builtFile } from '../../process/built-file.ts';
import { type ChildCalls, createChildCalls } from '../child/child-calls.ts';
import { endChild } from '../child/end-child.ts';
import { readBundle } from '../files/bundle-file.ts';
import { temporaryPath } from '../files/temporary-path.ts';
import { localSubject } from './subject.ts';

/** What the child may take to end its environments and to remove its store. */
const patienceMs = 10_000;

const childMain = builtFile('cli/serve-child.cjs');

/** The local Lambda in a process of its own and a throw-away store, both gone at the end. */
export const openLocalSystem = async (
  lambda: LocalSystemRequest,
  now: Date,
): Promise<OpenedSystem> => {
  const { path: bundle, bytes } = await readBundle(lambda.bundle);
  // Made and removed by the child, which outlives this process however that ends.
  const dataDir = await temporaryPath('fibimg-bench');
  const child = fork(childMain, [dataDir], {
    // Out of the terminal's process group: Ctrl-C is for the generator, which drains before it lets go of the target.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const calls = createChildCalls(child);
  const close = async (): Promise<void> => {
    await endChild(child, patienceMs);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { started } = await calls.call({
      op: 'start',
      lambda: { ...lambda, bundle, port: 0, originSeed: 0 },
    });
    if (started === undefined) throw new TypeError('the local Lambda did not say where it is');
    const url = new URL(started.url);
    const system = createSystem(calls, url, now, close);
    const subject = localSubject(lambda, bytes);
    const transport: Transport =
      lambda.events === undefined || started.wire === undefined
        ? { by: 'url', auth: 'none' }
        : { by: 'event', ...localResources, wire: started.wire, delivery: deliveryOf(calls) };
    return { system, subject, url, transport };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

const deliveryOf =
  ({ call }: ChildCalls) =>
  async (): Promise<Delivery> => {
    const { delivery } = await call({ op: 'events' });
    if (delivery === undefined) throw new TypeError('the local Lambda did not tell of its events');
    return delivery;
  };

/** Between two of them an interruption is heard. */
const sizesAtOnce = 25;

const createSystem = (
  { call, lost }: ChildCalls,
  url: URL,
  startedAt: Date,
  close: () => Promise<void>,
): SystemUnderTest => {
  const inParts =
    (op: 'draw' | 'fill', what: string): SystemUnderTest['fillStore'] =>
    async (sizes, signal, onStep) => {
      for (let from = 0; from < sizes.length; from += sizesAtOnce) {
        signal.throwIfAborted();
        onStep(what, { done: from, total: sizes.length });
        await call({ op, sizes: sizes.slice(from, from + sizesAtOnce) });
      }
    };
  return {
    target: 'local Lambda',
    sharesMachine: true,
    changedAt: startedAt,
    capabilities: {
      freshEnvironments: { can: true },
      warmEnvironments: { can: true },
      emptyStore: { can: true },
    },
    lost,
    drawImages: inParts('draw', 'drawing images'),
    freshEnvironments: async () => {
      await call({ op: 'recycle' });
    },
    resize: async (memoryMb) => {
      await call({ op: 'resize', memoryMb });
    },
    warmEnvironments: (count, signal) => warmUntilSeen(count, () => probe(url, signal), signal),
    emptyStore: async () => {
      await call({ op: 'empty' });
    },
    fillStore: inParts('fill', 'storing images'),
    close,
  };
};

/** A bad integer is answered before any store is asked. No answer is no environment seen. */
const probe = async (url: URL, signal: AbortSignal): Promise<string | undefined> => {
  try {
    const response = await fetch(new URL('?int=0', url), { signal });
    await response.arrayBuffer();
    return response.headers.get('x-fibimg-environment') ?? undefined;
  } catch {
    return undefined;
  }
};
