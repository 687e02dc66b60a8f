/**
 * A worker of `bench --workers`: makes its part of each load in a process of its own. Whatever ends the parent, the
 * channel closes, and this process goes.
 */
import { createRunServer } from '../bench/workers/serve-runs.ts';
import { FibimgError, messageOf } from '../core/error.ts';
import type { Io } from '../process/io.ts';
import type { FromWorker, ToWorker } from './child/load-worker-protocol.ts';
import { createNodeIo } from './terminal/node-io.ts';
import { openLoadEngine } from './wiring/open-load-engine.ts';

/** A parent that has gone meanwhile hears nothing: the closed channel ends this process. */
const tell = (message: FromWorker): void => {
  process.send?.(message, undefined, undefined, () => {});
};

const open = async (io: Io, { settings, options, url }: Extract<ToWorker, { op: 'open' }>) => {
  const generator = await openLoadEngine(io, settings, { ...options, url: new URL(url) });
  tell({ told: 'opened' });
  return createRunServer(generator);
};

const serve = (io: Io): void => {
  let server: ReturnType<typeof createRunServer> | undefined;
  const act = async (message: ToWorker): Promise<void> => {
    if (message.op === 'open') server = await open(io, message);
    else if (message.op === 'drain') server?.drain();
    else if (server !== undefined) {
      const end = await server.run(message.run, (news) => tell({ told: 'news', news }));
      tell({ told: 'end', end });
    }
  };
  process.on('message', (message: ToWorker) => {
    act(message).catch((thrown: unknown) => {
      const why = thrown instanceof FibimgError ? thrown.why : undefined;
      tell({ told: 'failure', message: messageOf(thrown), ...(why !== undefined && { why }) });
    });
  });
};

const io = createNodeIo();
process.once('disconnect', () => process.exit(0));
// The bench drains its workers; a signal that is sent to one of them alone ends it.
io.interrupt.addEventListener('abort', () => process.exit(1));
if (!process.connected) process.exit(0);
serve(io);
