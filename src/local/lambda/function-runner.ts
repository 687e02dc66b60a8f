import { FibimgError, messageOf } from '../../core/error.ts';
import type { Clock } from '../../core/service/ports.ts';
import { InitFailure } from '../environment/environment.ts';
import type { ColdStart, Lease, Pool } from '../environment/pool.ts';
import { createCounts, type InvocationStats } from './invocation-counts.ts';
import { type InvocationResult, platformFailure, resultOf } from './invocation-result.ts';
import { endLines, startLine } from './log-lines.ts';

interface FunctionRunnerOptions {
  readonly pool: Pool;
  readonly functionArn: string;
  readonly memoryMb: () => number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The whole log of an invocation, once it has been answered. */
  readonly onLog: ((text: string) => void) | undefined;
}

export interface Invocation {
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly clientContext?: string | undefined;
}

type InvocationEnd = ThrottledInvocation | UnavailableInvocation | FinishedInvocation;

interface ThrottledInvocation {
  readonly kind: 'throttled';
}

/** No environment could be prepared, for a reason that is not the function's: its credentials, say. */
interface UnavailableInvocation {
  readonly kind: 'unavailable';
  readonly why: string;
}

export interface FinishedInvocation {
  readonly kind: 'finished';
  /** JSON text: the answer, or with `failed` the function's error. */
  readonly payload: string;
  readonly failed: boolean;
  /** From START to REPORT; written when somebody asks for it. */
  readonly log: () => string;
  readonly cold: ColdStart | undefined;
  /** Of the handler, as the REPORT line has it. */
  readonly durationMs: number;
}

export interface FunctionRunner {
  run(invocation: Invocation): Promise<InvocationEnd>;
  stats(): InvocationStats;
}

/** Runs invocations on leased environments and writes their logs. */
export const createFunctionRunner = (options: FunctionRunnerOptions): FunctionRunner => {
  const counts = createCounts();
  return {
    run: async (request) => {
      const leasing = options.pool.lease();
      if (leasing === undefined) {
        counts.throttled();
        return { kind: 'throttled' };
      }
      const run = await runOn(leasing, request, options);
      if ('why' in run) {
        options.onLog?.(`ERROR RequestId: ${request.requestId} could not be run: ${run.why}\n`);
        return { kind: 'unavailable', why: run.why };
      }
      counts.invoked(run.cold, run.result.failed);
      return finish(run, request, options);
    },
    stats: counts.stats,
  };
};

interface Run {
  readonly result: InvocationResult;
  readonly log: string;
  readonly cold: ColdStart | undefined;
}

const runOn = async (
  leasing: Promise<Lease>,
  request: Invocation,
  options: FunctionRunnerOptions,
): Promise<Run | Pick<UnavailableInvocation, 'why'>> => {
  let lease: Lease;
  try {
    lease = await leasing;
  } catch (error) {
    if (!(error instanceof InitFailure)) return { why: reasonOf(error) };
    const result = platformFailure(error.error, request.requestId, 0, 'error');
    return { result, log: '', cold: { initMs: error.initMs, spawnQueueMs: 0 } };
  }
  return { ...(await runHandler(lease, request, options)), cold: lease.cold };
};

const reasonOf = (error: unknown): string =>
  error instanceof FibimgError && error.why !== undefined
    ? `${error.message}: ${error.why}`
    : messageOf(error);

const runHandler = async (
  { environment, release }: Lease,
  request: Invocation,
  { clock, timeoutMs, functionArn }: FunctionRunnerOptions,
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
    return { result: resultOf(end, request.requestId, elapsedMs), log };
  } finally {
    release();
  }
};

const finish = (
  { result, log, cold }: Run,
  { requestId }: Invocation,
  { memoryMb, onLog }: FunctionRunnerOptions,
): FinishedInvocation => {
  const { payload, failed, report } = result;
  const whole = (): string =>
    `${startLine(requestId)}${log}${endLines({ requestId, memoryMb: memoryMb(), initMs: cold?.initMs, ...report })}`;
  // The answer first.
  if (onLog) setImmediate(() => onLog(whole()));
  return { kind: 'finished', payload, failed, log: whole, cold, durationMs: report.durationMs };
};
