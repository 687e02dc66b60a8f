import type { InitKind } from '../../core/invocation/init-kind.ts';

/** Every request started ends in exactly one of these. */
export const sampleClasses = [
  'ok',
  'http_error',
  'function_error',
  'throttled',
  'wrong_answer',
  'network_error',
  'timeout',
  'interrupted',
] as const;
export type SampleClass = (typeof sampleClasses)[number];

/** Whether the execution environment was started for this request; from evidence only. */
export type Start = 'cold' | 'warm' | 'unknown';

/** Whether the image was in the store; from evidence only. */
export type StoreOutcome = 'stored' | 'fetched' | 'unknown';

/**
 * What the run (of one round) had under way when it sent a request: no answer had come yet, and it was the only request or
 * one of several until then; or answers had come, and other requests were in flight or none.
 */
export type SentDuring = 'first' | 'first-wave' | 'load' | 'quiet';

/**
 * The parts of one request's time, in microseconds. They add up to the time from the start of the request to
 * its last byte: blocked (which holds dns, connecting and tlsHandshaking) + sending + waiting + receiving.
 */
export interface RequestTimings {
  readonly blocked: number;
  readonly dns: number;
  readonly connecting: number;
  readonly tlsHandshaking: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
  /** Whether this request opened its connection: connection timings are reported over these only. */
  readonly newConnection: boolean;
}

/** One finished request. Times are microseconds on the run's monotonic clock. */
export interface Sample {
  readonly class: SampleClass;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  /** When the schedule wanted it to start; equal to startedUs in the closed model. */
  readonly intendedUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
  /** Absent where the request did not get far enough to have them. */
  readonly timings?: RequestTimings | undefined;
  /** The HTTP status, 0 where there was no answer. */
  readonly status: number;
  /** What distinguishes errors of one class: ECONNRESET, the service's error code, a throttle's reason. */
  readonly errorCode?: string | undefined;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Times the request was sent again on a new connection because a reused one had closed before any answer. */
  readonly connectionRetries: number;
  readonly pixels?: number | undefined;
  /** Of the invocation, where samples are to name theirs. */
  readonly requestId?: string | undefined;
  /** The execution environment's id, where the answer names one. */
  readonly environmentId?: string | undefined;
  /** How the environment had been initialised, of its first invocation. */
  readonly initKind?: InitKind | undefined;
  /** What was under way when it was sent; of requests with an `initKind`. */
  readonly sentDuring?: SentDuring | undefined;
  /** What the local Lambda's front door held it, apart from the function's time. */
  readonly queueMs?: number | undefined;
  /** From the REPORT line of a direct invocation, or the local Lambda's front door; absent is absent, never 0. */
  readonly initDurationMs?: number | undefined;
  readonly functionDurationMs?: number | undefined;
  readonly billedDurationMs?: number | undefined;
}
