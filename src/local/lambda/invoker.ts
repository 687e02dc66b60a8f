import type { Clock, Rng } from '../../core/ports.ts';
import { InitFailure, type RunEnd } from './environment.ts';
import { endLines, type Report, startLine } from './log-lines.ts';
import type { ColdStart, Lease, Pool } from './pool.ts';
import type { ErrorPayload } from './protocol.ts';

/** Lambda's limit of a synchronous payload, each way. */
export const maxPayloadBytes = 6 * 2 ** 20 + 100;

export interface InvokerOptions {
  readonly pool: Pool;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly rng: Rng;
  /** The whole log of an invocation, when it is over. */
  readonly onLog: (text: string) => void;
}

export interface InvokeRequest {
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly clientContext?: string | undefined;
}

export type Invocation = Throttled | Finished;

export interface Throttled {
  readonly kind: 'throttled';
}

export interface Finished {
  readonly kind: 'finished';
  /** JSON text: the answer, or with `failed` the function's error. */
  readonly payload: string;
  readonly failed: boolean;
  readonly log: string;
  readonly cold: ColdStart | undefined;
}

export interface InvokerStats {
  readonly invocations: number;
  readonly throttled: number;
  readonly functionErrors: number;
  readonly coldStarts: number;
  readonly initMs: Spread;
  readonly spawnQueueMs: Spread;
}

export interface Spread {
  readonly total: number;
  readonly max: number;
}

export interface Invoker {
  invoke(request: InvokeRequest): Promise<Invocation>;
  stats(): InvokerStats;
}

interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
  readonly report: Omit<Report, 'requestId' | 'memoryMb' | 'initMs'>;
}

export const createInvoker = (options: InvokerOptions): Invoker => {
  const { pool, clock } = options;
  const counted = { invocations: 0, throttled: 0, functionErrors: 0, coldStarts: 0 };
  const spreads = { initMs: { total: 0, max: 0 }, spawnQueueMs: { total: 0, max: 0 } };

  const countCold = (cold: ColdStart): void => {
    counted.coldStarts += 1;
    for (const key of ['initMs', 'spawnQueueMs'] as const) {
      spreads[key].total += cold[key];
      spreads[key].max = Math.max(spreads[key].max, cold[key]);
    }
  };

  const finish = (
    request: InvokeRequest,
    outcome: Outcome,
    log: string,
    cold?: ColdStart,
  ): Finished => {
    const { memoryMb } = options;
    const report = {
      requestId: request.requestId,
      memoryMb,
      initMs: cold?.initMs,
      ...outcome.report,
    };
    const whole = `${startLine(request.requestId)}${log}${endLines(report)}`;
    options.onLog(whole);
    if (outcome.failed) counted.functionErrors += 1;
    return { kind: 'finished', payload: outcome.payload, failed: outcome.failed, log: whole, cold };
  };

  const runOn = async (lease: Lease, request: InvokeRequest): Promise<Finished> => {
    let log = '';
    const startedMs = clock.elapsedMs();
    const deadlineMs = clock.now().getTime() + options.timeoutMs;
    const message = { ...request, deadlineMs, functionArn: options.functionArn };
    try {
      const end = await lease.environment.run(message, options.timeoutMs, (text) => {
        log += text;
      });
      const outcome = outcomeOf(
        end,
        request.requestId,
        options.timeoutMs,
        clock.elapsedMs() - startedMs,
      );
      return finish(request, outcome, log, lease.cold);
    } finally {
      lease.release();
    }
  };

  return {
    invoke: async (request) => {
      const leasing = pool.lease();
      if (leasing === undefined) {
        counted.throttled += 1;
        return { kind: 'throttled' };
      }
      counted.invocations += 1;
      try {
        const lease = await leasing;
        if (lease.cold) countCold(lease.cold);
        return await runOn(lease, request);
      } catch (error) {
        if (!(error instanceof InitFailure)) throw error;
        const cold = { initMs: error.initMs, spawnQueueMs: 0 };
        countCold(cold);
        return finish(request, failure(error.error, request.requestId, 0, 'error'), '', cold);
      }
    },
    stats: () => ({
      ...counted,
      initMs: { ...spreads.initMs },
      spawnQueueMs: { ...spreads.spawnQueueMs },
    }),
  };
};

const outcomeOf = (
  end: RunEnd,
  requestId: string,
  timeoutMs: number,
  elapsedMs: number,
): Outcome => {
  if (end.kind === 'exit') return failure(end.error, requestId, elapsedMs, 'error');
  if (end.kind === 'timeout') {
    const seconds = (timeoutMs / 1000).toFixed(2);
    const errorMessage = `Task timed out after ${seconds} seconds`;
    return failure(
      { errorType: 'Sandbox.Timedout', errorMessage },
      requestId,
      timeoutMs,
      'timeout',
    );
  }
  const { ok, payload, durationMs, maxMemoryMb } = end.result;
  if (Buffer.byteLength(payload) > maxPayloadBytes) {
    return failure(tooLarge, requestId, durationMs, 'error');
  }
  const status = ok ? 'success' : 'error';
  return { payload, failed: !ok, report: { durationMs, maxMemoryMb, status } };
};

const tooLarge: ErrorPayload = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
};

/** A failure that the platform reports; the handler's own errors come as results. */
const failure = (
  error: ErrorPayload,
  requestId: string,
  durationMs: number,
  status: 'error' | 'timeout',
): Outcome => {
  const errorMessage = `RequestId: ${requestId} Error: ${error.errorMessage}`;
  const { errorType } = error;
  return {
    payload: JSON.stringify({ ...error, errorMessage }),
    failed: true,
    report: {
      durationMs,
      status,
      errorType: status === 'timeout' ? undefined : errorType,
    },
  };
};
