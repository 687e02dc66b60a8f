import { setTimeout } from 'node:timers/promises';
import type { FunctionRunner, Invocation } from './function-runner.ts';

export interface AsyncQueue {
  add(request: Invocation): void;
  /** Gives up what waits for another try; resolves when what runs has ended, with how many events were given up. */
  close(): Promise<number>;
}

/** Tries after the first one, as Lambda makes them. */
const retries = 2;

/**
 * Events of asynchronous invocations. A function error is tried again twice, `retryDelayMs` apart; an event that
 * finds all environments busy, or none that can be prepared, waits and counts no try.
 */
export const createAsyncQueue = (
  runner: FunctionRunner,
  {
    retryDelayMs,
    busyDelayMs = 100,
  }: { readonly retryDelayMs: number; readonly busyDelayMs?: number },
): AsyncQueue => {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  let givenUp = 0;

  const pause = (ms: number): Promise<void> =>
    setTimeout(ms, undefined, { signal: stop.signal }).catch(() => {});

  const work = async (request: Invocation): Promise<void> => {
    for (let tries = 0; !stop.signal.aborted; ) {
      const invocation = await runner.run(request);
      if (invocation.kind === 'finished') {
        tries += 1;
        if (!invocation.failed || tries > retries) return;
      }
      await pause(invocation.kind === 'throttled' ? busyDelayMs : retryDelayMs);
    }
    givenUp += 1;
  };

  return {
    add: (request) => {
      const task = work(request).finally(() => running.delete(task));
      running.add(task);
    },
    close: async () => {
      stop.abort();
      await Promise.all(running);
      return givenUp;
    },
  };
};
