import { rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import type { LocalLambda, LocalLambdaRequest } from '../commands/services.ts';
import { resolveSettings } from '../config/resolve-settings.ts';
import { FibimgError, messageOf } from '../core/error.ts';
import { createImageService } from '../core/image-service.ts';
import { runBounded } from '../core/run-bounded.ts';
import { openEmbeddedStore } from '../local/embedded-store.ts';
import { createGeneratedOrigin } from '../origin/generated.ts';
import type { Io } from '../process/io.ts';
import { createNodeIo } from './node-io.ts';
import type { ChildCall, ChildReply, ChildRequest } from './serve-child-protocol.ts';
import { createServices } from './wiring.ts';

/**
 * The local Lambda in a process of its own, so that its work is not on the load generator's event loop. Its store is
 * a throw-away one: whatever ends the parent, the channel closes, and the store goes with this process.
 */
interface Running {
  readonly lambda: LocalLambda;
  readonly dataDir: string;
}

const targetNiceness = 10;

/** Two at once keep both the disk and a core busy. */
const fillConcurrency = 2;

export const serveChild = (io: Io): void => {
  let running: Running | undefined;
  const answer = async ({ id, request }: ChildCall): Promise<ChildReply> => {
    try {
      if (request.op !== 'start') await act(io, requireRunning(running), request);
      else running = await start(io, request.lambda);
      const { url, invokeEndpoint } = requireRunning(running).lambda;
      return { id, started: { url, invokeEndpoint } };
    } catch (thrown) {
      const why = thrown instanceof FibimgError ? thrown.why : undefined;
      return { id, error: { message: messageOf(thrown), ...(why !== undefined && { why }) } };
    }
  };
  process.on('message', async (call: ChildCall) => process.send?.(await answer(call)));
  process.once('disconnect', async () => {
    await running?.lambda.close();
    if (running) await rm(running.dataDir, { recursive: true, force: true });
    process.exit(0);
  });
};

const start = async (io: Io, request: Omit<LocalLambdaRequest, 'onLog'>): Promise<Running> => {
  const place = { env: {}, home: io.home, platform: io.platform };
  const settings = resolveSettings({ flag: () => undefined, place, files: [] });
  if (request.target.kind !== 'embedded')
    throw new TypeError('a throw-away store is an embedded one');
  const lambda = await createServices(io, settings).startLocalLambda(request);
  return { lambda, dataDir: request.target.dataDir };
};

const requireRunning = (running: Running | undefined): Running => {
  if (running === undefined) throw new TypeError('start comes first');
  return running;
};

const act = async (
  io: Io,
  running: Running,
  request: Exclude<ChildRequest, { op: 'start' }>,
): Promise<void> => {
  if (request.op === 'recycle') return running.lambda.recycleEnvironments();
  if (request.op === 'empty') return running.lambda.emptyStore();
  const store = await openEmbeddedStore(running.dataDir, { clock: io.clock });
  try {
    const service = createImageService({
      ...store,
      origin: createGeneratedOrigin(),
      clock: io.clock,
    });
    await runBounded(request.sizes, fillConcurrency, async (size) => {
      await service.get(size);
    });
  } finally {
    await store.close();
  }
};

// The target yields to the generator where both want a core: a late generator would spoil the figures.
setPriority(targetNiceness);
serveChild(createNodeIo());
