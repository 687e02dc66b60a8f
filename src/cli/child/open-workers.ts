import { fork } from 'node:child_process';
import type { Scheduler } from '../../bench/engine/requester.ts';
import type { LoadWorker, WorkerEnd, WorkerNews } from '../../bench/workers/load-worker.ts';
import { createWorkerEngine } from '../../bench/workers/worker-engine.ts';
import { createWorkerUsage } from '../../bench/workers/worker-usage.ts';
import type { LoadEngineOptions, WorkerLoad } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import { builtFile } from '../../process/built-file.ts';
import { endChild } from './end-child.ts';
import type { FromWorker, ToWorker } from './load-worker-protocol.ts';

/** What a worker may take to end. */
const patienceMs = 5000;

/** Processes that share the load of a bench. */
export const openWorkers = async (
  settings: Settings,
  { url, workers: count = 1, remote: _, ...options }: LoadEngineOptions,
  scheduler: Scheduler,
): Promise<WorkerLoad> => {
  // The round trip is measured here.
  const open: ToWorker = {
    ...{ op: 'open', settings, url: url.href },
    options: { ...options, remote: false },
  };
  const children = Array.from({ length: count }, (_, index) => startWorker(index));
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.close()));
  };
  try {
    const workers = await Promise.all(children.map((child) => child.open(open)));
    const usage = createWorkerUsage();
    const engine = createWorkerEngine({
      ...{ name: options.engine, workers, scheduler, onUsage: usage.ended },
    });
    return {
      ...{ engine, monitor: usage.monitor, count, close },
      lost: AbortSignal.any(workers.map(({ lost }) => lost)),
      missing: () => [...workers.keys()].filter((index) => workers[index]?.lost.aborted),
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

const startWorker = (index: number) => {
  const child = fork(builtFile('cli/load-worker.cjs'), {
    // Out of the terminal's process group: Ctrl-C is for the bench, which drains its workers.
    detached: true,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const lost = new AbortController();
  let opening: Waiting<void> | undefined;
  let running: Waiting<WorkerEnd> | undefined;
  let hear: (news: WorkerNews) => void = () => {};
  const fail = (error: unknown): void => {
    opening?.reject(error);
    running?.reject(error);
  };
  child.on('message', (message: FromWorker) => {
    if (message.told === 'news') hear(message.news);
    else if (message.told === 'end') running?.resolve(message.end);
    else if (message.told === 'opened') opening?.resolve();
    else fail(new FibimgError('refused', message.message, message));
  });
  const end = (why: string, cause?: Error): void => {
    lost.abort(
      new FibimgError('refused', `the run is partial: worker ${index} ended by itself`, {
        ...{ why, cause },
        hint: 'run it again; its figures are of the other workers alone',
      }),
    );
    fail(lost.signal.reason);
  };
  child.once('error', (error) => end(error.message, error));
  child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `by ${signal}`));
  // A message that cannot be sent has no receiver any more: its end rejects what waits for an answer.
  const send = (message: ToWorker): void => void child.send(message, () => {});
  return {
    open: async (message: ToWorker): Promise<LoadWorker> => {
      await new Promise<void>((resolve, reject) => {
        opening = { resolve, reject };
        send(message);
      });
      return {
        lost: lost.signal,
        drain: () => send({ op: 'drain' }),
        run: (run, listener) =>
          new Promise((resolve, reject) => {
            if (lost.signal.aborted) return reject(lost.signal.reason);
            hear = listener;
            running = { resolve, reject };
            send({ op: 'run', run });
          }),
      };
    },
    close: () => endChild(child, patienceMs),
  };
};
