/**
 * The local Lambda in a process of its own, so that its work is not on the load generator's event loop. Argument: the
 * folder of its throw-away store. Whatever ends the parent, the channel closes, and both folder and process go.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import type { LocalLambda } from '../commands/command/local-lambda.ts';
import { createProblems } from '../config/problems.ts';
import { resolveOptions } from '../config/resolve-options.ts';
import { settingOptions } from '../config/settings.ts';
import { FibimgError, messageOf } from '../core/error.ts';
import type { Delivery } from '../core/events/event-target.ts';
import { readBridgeEvent } from '../core/events/s3-event.ts';
import { createImageService, type ImageService } from '../core/service/image-service.ts';
import { keepImages } from '../core/service/keep-images.ts';
import type { ImageOrigin } from '../core/service/ports.ts';
import { sleep } from '../core/sleep.ts';
import { runBounded } from '../core/upkeep/run-bounded.ts';
import { createGeneratedOrigin } from '../origin/generated.ts';
import type { Io } from '../process/io.ts';
import type { ChildCall, ChildReply, ChildRequest } from './child/serve-child-protocol.ts';
import { createNodeIo } from './terminal/node-io.ts';
import { openEmbedded } from './wiring/open-embedded.ts';
import { createServices } from './wiring/wiring.ts';

interface Running {
  readonly lambda: LocalLambda;
  /** Fills the store without the function. */
  readonly images: ImageService;
  /** The lambda's own: what it has drawn once is drawn for both. */
  readonly origin: ImageOrigin;
  /** Uploads whose events were given to the destination of failures. */
  readonly deadLetteredKeys: readonly string[];
}

/** Above the generator's own: the target yields where both want a core. A late generator would spoil the figures. */
const targetNiceness = 10;

/** Less of it: against all other sessions of the machine as well, and those must not starve the target. */
const sessionNiceness = 4;

/** Enough at once to keep both the disk and the cores busy. */
const fillConcurrency = 8;

/** Longer than a killed process takes to go, shorter than the parent waits for this one. */
const patienceMs = 5000;

/** Answers the parent's calls. @returns the local Lambda, once it runs. */
const serveChild = (io: Io, dataDir: string): (() => LocalLambda | undefined) => {
  let running: Running | undefined;
  const answer = async ({ id, request }: ChildCall): Promise<ChildReply> => {
    try {
      if (request.op === 'start') running = await start(io, dataDir, request.lambda);
      if (running === undefined) throw new TypeError('start comes first');
      if (request.op === 'events') return { id, delivery: deliveryOf(running) };
      if (request.op !== 'start') await act(running, request);
      const { url, invokeEndpoint, wire } = running.lambda;
      return { id, started: { url, invokeEndpoint, wire } };
    } catch (thrown) {
      const why = thrown instanceof FibimgError ? thrown.why : undefined;
      return { id, error: { message: messageOf(thrown), ...(why !== undefined && { why }) } };
    }
  };
  process.on('message', async (call: ChildCall) => {
    // A parent that has gone meanwhile needs no answer; without a listener of its own the failure would end this
    // process before its folder is removed, which follows from the closed channel.
    process.send?.(await answer(call), undefined, undefined, () => {});
  });
  return () => running?.lambda;
};

const start = async (
  io: Io,
  dataDir: string,
  { events, ...lambda }: Extract<ChildRequest, { op: 'start' }>['lambda'],
): Promise<Running> => {
  const place = { env: {}, home: io.home, platform: io.platform };
  const sources = { given: () => [], place, files: [] };
  const settings = await resolveOptions(settingOptions, sources, createProblems('bench'));
  mkdirSync(dataDir, { mode: 0o700 });
  const store = await openEmbedded(io, { dataDir, throwAway: true });
  const origin = keepImages(createGeneratedOrigin());
  const deadLetteredKeys: string[] = [];
  const onFailed = (payload: unknown): void => void deadLetteredKeys.push(...keysIn(payload));
  return {
    ...{ origin, deadLetteredKeys },
    lambda: await createServices(io, settings).startLocalLambda({
      ...lambda,
      ...(events && { events: { ...events, uploads: true, onFailed } }),
      target: { kind: 'embedded', dataDir, throwAway: true },
      origin,
      allowForeignStack: false,
    }),
    images: createImageService({ ...store, origin, clock: io.clock }),
  };
};

const keysIn = (payload: unknown): readonly string[] =>
  (readBridgeEvent(payload) ?? []).flatMap((record) =>
    record.kind === 'created' ? [record.object.key] : [],
  );

const deliveryOf = ({ lambda, deadLetteredKeys }: Running): Delivery => {
  const { duplicated, retried } = lambda.stats().events;
  return { duplicated, retried, deadLetteredKeys };
};

const act = async (
  { lambda, images, origin }: Running,
  request: Exclude<ChildRequest, { op: 'start' | 'events' }>,
): Promise<void> => {
  switch (request.op) {
    case 'recycle':
      return lambda.recycleEnvironments();
    case 'resize':
      return lambda.resize(request.memoryMb);
    case 'empty':
      await allIdle(lambda);
      return lambda.emptyStore();
    case 'draw':
      return runBounded(request.sizes, fillConcurrency, async (size) => {
        await origin.fetch(size);
      });
    case 'fill':
      return runBounded(request.sizes, fillConcurrency, async (size) => {
        await images.get(size);
      });
  }
};

/** An invocation that outlived its request would store its image after all had been removed. */
const allIdle = async (lambda: LocalLambda): Promise<void> => {
  while (lambda.stats().environments.busy > 0) await sleep(10);
};

/** The environments first: without their parent nobody waits for their end, and in a container they stay as zombies. */
const leave = async (dataDir: string, lambda: LocalLambda | undefined): Promise<never> => {
  await Promise.race([lambda?.abort(), sleep(patienceMs)]);
  // In one go: nothing of this process writes in between, and its environments wrote through it alone.
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
};

const yielding = (niceness: number): number =>
  Math.min(constants.priority.PRIORITY_LOW, niceness + targetNiceness);

/**
 * Where Linux shares the cores between sessions (sched_autogroup), niceness counts only within one, and this process
 * leads a session of its own: the session as a whole yields to the generator's.
 */
const yieldSession = (): void => {
  try {
    const [, niceness = '0'] = / nice (-?\d+)/.exec(readGroup(process.ppid)) ?? [];
    writeFileSync('/proc/self/autogroup', String(Math.min(19, Number(niceness) + sessionNiceness)));
  } catch {
    // No Linux, or one without such groups: the niceness of the process does it.
  }
};

const readGroup = (pid: number): string => readFileSync(`/proc/${pid}/autogroup`, 'utf8');

const [, , dataDir = ''] = process.argv;
const lambda = serveChild(createNodeIo(), dataDir);
process.once('disconnect', () => void leave(dataDir, lambda()));
// A parent that ended before anyone listened.
if (!process.connected) void leave(dataDir, undefined);
setPriority(yielding(getPriority()));
yieldSession();
