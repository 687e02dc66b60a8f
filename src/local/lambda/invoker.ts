import { FibimgError, messageOf } from '../../core/error.ts';
import type { Clock } from '../../core/service/ports.ts';
import { InitFailure } from '../environment/environment.ts';
import type { ColdStart, Lease, Pool } from '../environment/pool.ts';
import { createCounts, type InvokerStats } from './invocation-counts.ts';
import { endLines, startLine } from './log-lines.ts';
import { type Outcome, outcomeOf, platformFailure } from './outcome.ts';

export interface InvokerOptions {
  readonly pool: Pool;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
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

export type Invocation = Throttled | Unavailable | Finished;

export interface Throttled {
  readonly kind: 'throttled';
}

/** No environment could be prepared, for a reason that is not the function's: its credentials, say. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly why: string;
}

export interface Finished {
  readonly kind: 'finished';
  /** JSON text: the answer, or with `failed` the function's error. */
  readonly payload: string;
  readonly failed: boolean;
  readonly log: string;
  readonly cold: ColdStart | undefined;
}

export interface Invoker {
  invoke(request: InvokeRequest): Promise<Invocation>;
  stats(): InvokerStats;
}

/** Runs invocations on leased environments and writes their logs. */
export const createInvoker = (options: InvokerOptions): Invoker => {
  const counts = createCounts();
  return {
    invoke: async (request) => {
      const leasing = options.pool.lease();
      if (leasing === undefined) {
        counts.throttled();
        return { kind: 'throttled' };
      }
      const run = await runOn(leasing, request, options);
      if ('why' in run) {
        options.onLog(`ERROR RequestId: ${request.requestId} could not be run: ${run.why}\n`);
        return { kind: 'unavailable', why: run.why };
      }
      counts.invoked(run.cold, run.outcome.failed);
      return finish(run, request, options);
    },
    stats: counts.stats,
  };
};

interface Run {
  readonly outcome: Outcome;
  readonly log: string;
  readonly cold: ColdStart | undefined;
}

const runOn = async (
  leasing: Promise<Lease>,
  request: InvokeRequest,
  options: InvokerOptions,
): Promise<Run | Pick<Unavailable, 'why'>> => {
  let lease: Lease;
  try {
    lease = await leasing;
  } catch (error) {
    if (!(error instanceof InitFailure)) return { why: reasonOf(error) };
    const outcome = platformFailure(error.error, request.requestId, 0, 'error');
    return { outcome, log: '', cold: { initMs: error.initMs, spawnQueueMs: 0 } };
  }
  return { ...(await runHandler(lease, request, options)), cold: lease.cold };
};

const reasonOf = (error: unknown): string =>
  error instanceof FibimgError && error.why !== undefined
    ? `${error.message}: ${error.why}`
    : messageOf(error);

const runHandler = async (
  { environment, release }: Lease,
  request: InvokeRequest,
  { clock, timeoutMs, functionArn }: InvokerOptions,
): Promise<Omit<Run, 'cold'>> => {
  let log = '';
  const startedMs = clock.elapsedMs();
  const deadlineMs = clock.now().getTime() + timeoutMs;
  try {
    const message = { ...request, deadlineMs, functionArn };
    const end = await environment.run(message, timeoutMs, (text) => {
      log += text;
    });
    const elapsedMs = end.kind === 'timeout' ? timeoutMs : clock.elapsedMs() - startedMs;
    return { outcome: outcomeOf(end, request.requestId, elapsedMs), log };
  } finally {
    release();
  }
};

const finish = (
  { outcome, log, cold }: Run,
  { requestId }: InvokeRequest,
  { memoryMb, onLog }: InvokerOptions,
): Finished => {
  const report = { requestId, memoryMb, initMs: cold?.initMs, ...outcome.report };
  const whole = `${startLine(requestId)}${log}${endLines(report)}`;
  onLog(whole);
  return { kind: 'finished', payload: outcome.payload, failed: outcome.failed, log: whole, cold };
};
