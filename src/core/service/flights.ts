import { FibimgError } from '../error.ts';

interface Visit<T> {
  visitors: number;
  flight?: { readonly result: Promise<T>; readonly abort: AbortController; waiting: number };
}

/**
 * Lets concurrent visitors of one key share one piece of work. A visit begins before the visitor looks whether
 * the work is needed, so one whose look is overtaken by another's work takes its result instead of repeating it.
 * The work is aborted when the last of those waiting for it gives up; a failed piece of work is not kept.
 */
export const createFlights = <T>() => {
  const visits = new Map<number, Visit<T>>();

  const visit = async <R>(
    key: number,
    body: (
      share: (work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>,
    ) => Promise<R>,
  ): Promise<R> => {
    const current = visits.get(key) ?? { visitors: 0 };
    visits.set(key, current);
    current.visitors += 1;
    try {
      return await body((work, signal) => join(current, work, signal));
    } finally {
      current.visitors -= 1;
      if (current.visitors === 0) visits.delete(key);
    }
  };

  return { visit };
};

const join = async <T>(
  visit: Visit<T>,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  signal?.throwIfAborted();
  const flight = visit.flight ?? takeOff(visit, work);
  flight.waiting += 1;
  try {
    return await raceAbort(flight.result, signal);
  } finally {
    flight.waiting -= 1;
    if (flight.waiting === 0 && signal?.aborted) {
      if (visit.flight === flight) delete visit.flight;
      flight.abort.abort(signal.reason);
    }
  }
};

const takeOff = <T>(visit: Visit<T>, work: (signal: AbortSignal) => Promise<T>) => {
  const abort = new AbortController();
  const flight = { result: work(abort.signal), abort, waiting: 0 };
  visit.flight = flight;
  flight.result.catch(() => {
    if (visit.flight === flight) delete visit.flight;
  });
  return flight;
};

const raceAbort = <T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason ?? new FibimgError('interrupted', 'interrupted'));
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
};
