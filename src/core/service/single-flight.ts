import { FibimgError } from '../error.ts';

interface Entry<T> {
  /** Callers between their look-up and its end. */
  callers: number;
  call?: SharedCall<T>;
}

interface SharedCall<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

/**
 * Single-flight: concurrent callers for one key share one call. A caller enters before it looks up whether the call is
 * needed: where another's call ends in the meantime, it takes that result instead of making the call again. The call is
 * aborted when the last caller that waits for it gives up; a failed one is not kept.
 */
export const createSingleFlight = <T>() => {
  const entries = new Map<number, Entry<T>>();
  return {
    enter: async <R>(
      key: number,
      body: (
        share: (call: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>,
      ) => Promise<R>,
    ): Promise<R> => {
      const entry = entries.get(key) ?? { callers: 0 };
      entries.set(key, entry);
      entry.callers += 1;
      try {
        return await body((call, signal) => shareCall(entry, call, signal));
      } finally {
        entry.callers -= 1;
        if (entry.callers === 0) entries.delete(key);
      }
    },
  };
};

const shareCall = async <T>(
  entry: Entry<T>,
  make: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  signal?.throwIfAborted();
  const call = entry.call ?? startCall(entry, make);
  call.waiting += 1;
  try {
    return await raceAbort(call.result, signal);
  } finally {
    call.waiting -= 1;
    if (call.waiting === 0 && signal?.aborted) {
      if (entry.call === call) delete entry.call;
      call.abort.abort(signal.reason);
    }
  }
};

const startCall = <T>(
  entry: Entry<T>,
  make: (signal: AbortSignal) => Promise<T>,
): SharedCall<T> => {
  const abort = new AbortController();
  const call = { result: make(abort.signal), abort, waiting: 0 };
  entry.call = call;
  call.result.catch(() => {
    if (entry.call === call) delete entry.call;
  });
  return call;
};

const raceAbort = <T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason ?? new FibimgError('interrupted', 'interrupted'));
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
};
