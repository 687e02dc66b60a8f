import type { RunEnd } from '../environment/environment.ts';
import type { ErrorPayload } from '../environment/protocol.ts';
import type { InvocationEnding } from './log-lines.ts';

/** Lambda's limit of a synchronous payload, each way. */
export const lambdaPayloadBytes = 6 * 2 ** 20 + 100;

export interface InvocationResult {
  readonly payload: string;
  readonly failed: boolean;
  readonly report: Omit<InvocationEnding, 'requestId' | 'memoryMb' | 'initMs'>;
}

/** What a run of the handler, however it ended, is to the caller and to the log. */
export const resultOf = (end: RunEnd, requestId: string, elapsedMs: number): InvocationResult => {
  if (end.kind === 'exit') return platformFailure(end.error, requestId, elapsedMs, 'error');
  if (end.kind === 'timeout') {
    return platformFailure(timedOut(elapsedMs), requestId, elapsedMs, 'timeout');
  }
  const { ok, payload, durationMs, maxMemoryMb } = end.result;
  if (Buffer.byteLength(payload) > lambdaPayloadBytes) {
    return platformFailure(tooLarge, requestId, durationMs, 'error');
  }
  const status = ok ? 'success' : 'error';
  return { payload, failed: !ok, report: { durationMs, maxMemoryMb, status } };
};

const timedOut = (elapsedMs: number): ErrorPayload => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Task timed out after ${(elapsedMs / 1000).toFixed(2)} seconds`,
});

const tooLarge: ErrorPayload = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${lambdaPayloadBytes} bytes).`,
};

/** A failure that the platform reports; the handler's own errors come as results. */
export const platformFailure = (
  error: ErrorPayload,
  requestId: string,
  durationMs: number,
  status: 'error' | 'timeout',
): InvocationResult => {
  const { errorType, errorMessage, trace } = error;
  // The function's own code failed to load: that is told in its own words.
  const told = trace ? errorMessage : `RequestId: ${requestId} Error: ${errorMessage}`;
  const reported = status === 'timeout' ? undefined : errorType;
  return {
    payload: JSON.stringify({ ...error, errorMessage: told }),
    failed: true,
    report: { durationMs, status, errorType: reported },
  };
};
