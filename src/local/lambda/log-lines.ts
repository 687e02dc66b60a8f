import { billedMsOf } from '../../core/price/billed-duration.ts';

/** What is known of an invocation when it is over. */
export interface InvocationEnding {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  /** Unknown when the environment ended before it could say. */
  readonly maxMemoryMb?: number | undefined;
  /** Only on the invocation that started its environment. */
  readonly initMs: number | undefined;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

export const startLine = (requestId: string): string =>
  `START RequestId: ${requestId} Version: $LATEST\n`;

/** END and REPORT, as Lambda writes them: since August 2025 the initialisation is billed too. */
export const endLines = (report: InvocationEnding): string => {
  const { requestId, durationMs, initMs, status, errorType } = report;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMsOf({ durationMs, initDurationMs: initMs })} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    ...(report.maxMemoryMb === undefined ? [] : [`Max Memory Used: ${report.maxMemoryMb} MB`]),
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(status === 'success' ? [] : [`Status: ${status}`]),
    ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
  ];
  return `END RequestId: ${requestId}\n${fields.join('\t')}\t\n`;
};

/** The last 4 KB of a log, base64, as `X-Amz-Log-Result` has it. */
export const logTail = (log: string): string => Buffer.from(log).subarray(-4096).toString('base64');
