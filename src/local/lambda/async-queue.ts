import { setMaxListeners } from 'node:events';
import type { Clock } from '../../core/service/ports.ts';
import type { Sleep } from '../../core/sleep.ts';
import type { FinishedInvocation, FunctionRunner, Invocation } from './function-runner.ts';

export interface AsyncQueue {
  /** False where the queue is full, and the event was not taken. */
  add(request: Invocation): boolean;
  stats(): AsyncStats;
  /** Gives up what waits for another try; resolves when what runs has ended, with how many events were given up. */
  close(): Promise<number>;
}

/** What became of asynchronous events: `accepted + duplicated = handled + deadLettered + givenUp + pending`. */
interface AsyncStats {
  readonly accepted: number;
  /** Delivered a second time on purpose. */
  readonly duplicated: number;
  readonly handled: number;
  /** Tries after a function error, however they ended. */
  readonly retried: number;
  readonly deadLettered: number;
  /** Those that were left when the queue was closed. */
  readonly givenUp: number;
  readonly pending: number;
}

/** What Lambda sends to an on-failure destination, as a version 1.0 record. */
export interface FailedEvent {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    /** The last one is not Lambda's: the queue was closed. */
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'Stopped';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext?: { readonly statusCode: 200; readonly functionError: 'Unhandled' };
  readonly responsePayload?: unknown;
}

/** How asynchronous events are delivered. */
export interface Delivery {
  /** Before the first further try after a function error; the second waits twice as long. */
  readonly retryDelayMs: number;
  /** From 0 to 1: which share of the events is delivered twice. */
  readonly duplicateShare: number;
  /** Hears of each event that is not tried again. */
  readonly onFailure?: (failed: FailedEvent) => void;
}

interface QueueDeps extends Delivery {
  readonly functionArn: string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** A number from 0 to below 1, for each event. */
  readonly chance: () => number;
  readonly most?: { readonly events: number; readonly bytes: number };
}

/** Tries after the first one; the delay before them, and how old an event may become, stand in this relation on Lambda. */
const retries = 2;
const lambdaRetryDelayMs = 60_000;
const lambdaMaxAgeMs = 6 * 3_600_000;
const lambdaBackoffMs = { first: 1_000, longest: 300_000 };

/** Beyond either, further events are refused: they are held in memory. */
const defaultMost = { events: 10_000, bytes: 256 * 2 ** 20 };

/**
 * Events of asynchronous invocations, as Lambda handles them (docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html):
 * a function error is tried again after one and then two minutes; an event that is throttled, or for which no
 * environment can be prepared, waits from one second up to five minutes and counts no try; one of six hours is given
 * to the on-failure destination, as is one whose tries are used up. Another `retryDelayMs` than a minute changes all of
 * these times by the same factor.
 */
export const createAsyncQueue = (runner: FunctionRunner, deps: QueueDeps): AsyncQueue => {
  const { clock, sleep, chance, retryDelayMs, most = defaultMost } = deps;
  const scale = retryDelayMs / lambdaRetryDelayMs;
  const running = new Set<Promise<void>>();
  let bytes = 0;
  const stop = new AbortController();
  // Every event that waits for another try listens; Node warns of more than ten.
  setMaxListeners(0, stop.signal);
  const counts = {
    accepted: 0,
    duplicated: 0,
    handled: 0,
    retried: 0,
    deadLettered: 0,
    givenUp: 0,
  };

  const pause = async (ms: number): Promise<void> => {
    if (!stop.signal.aborted) await sleep(ms, stop.signal).catch(() => {});
  };

  const fail = (
    request: Invocation,
    condition: FailedEvent['requestContext']['condition'],
    tries: number,
    last: FinishedInvocation | undefined,
  ): void => {
    counts[condition === 'Stopped' ? 'givenUp' : 'deadLettered'] += 1;
    const { requestId, event } = request;
    const functionArn = `${deps.functionArn}:$LATEST`;
    deps.onFailure?.({
      version: '1.0',
      timestamp: clock.now().toISOString(),
      requestContext: { requestId, functionArn, condition, approximateInvokeCount: tries },
      requestPayload: JSON.parse(event),
      ...(last && {
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: JSON.parse(last.payload),
      }),
    });
  };

  const deliver = async (request: Invocation): Promise<void> => {
    const acceptedMs = clock.elapsedMs();
    let backoffMs = lambdaBackoffMs.first;
    let last: FinishedInvocation | undefined;
    let tries = 0;
    while (!stop.signal.aborted) {
      if (clock.elapsedMs() - acceptedMs > lambdaMaxAgeMs * scale) {
        return fail(request, 'EventAgeExceeded', tries, last);
      }
      const invocation = await runner.run(request);
      if (invocation.kind !== 'finished') {
        await pause(backoffMs * scale);
        backoffMs = Math.min(2 * backoffMs, lambdaBackoffMs.longest);
        continue;
      }
      tries += 1;
      if (tries > 1) counts.retried += 1;
      if (!invocation.failed) {
        counts.handled += 1;
        return;
      }
      last = invocation;
      if (tries > retries) return fail(request, 'RetriesExhausted', tries, last);
      await pause(tries * retryDelayMs);
    }
    fail(request, 'Stopped', tries, last);
  };

  const start = (request: Invocation): void => {
    const size = request.event.length;
    bytes += size;
    const task = deliver(request).finally(() => {
      bytes -= size;
      running.delete(task);
    });
    running.add(task);
  };

  return {
    add: (request) => {
      if (running.size >= most.events || bytes + request.event.length > most.bytes) return false;
      counts.accepted += 1;
      start(request);
      if (chance() < deps.duplicateShare) {
        counts.duplicated += 1;
        start(request);
      }
      return true;
    },
    stats: () => ({ ...counts, pending: running.size }),
    close: async () => {
      stop.abort();
      await Promise.all(running);
      return counts.givenUp;
    },
  };
};
