import { FibimgError, messageOf } from '../core/error.ts';
import { UnmetRequest } from './failure.ts';

/** Takes one line with its line end; the platform stores it as one log event. */
export type LogSink = (line: string) => void;

/** One JSON object a line, level and request id first. */
export const logLine = (
  level: 'INFO' | 'WARN' | 'ERROR',
  requestId: string,
  fields: Readonly<Record<string, unknown>>,
): string => `${JSON.stringify({ level, requestId, ...fields })}\n`;

/** Everything known of a failure, for the log only. */
export const describeError = (thrown: unknown): Readonly<Record<string, unknown>> => {
  const what = messageOf(thrown);
  if (thrown instanceof FibimgError) return { kind: thrown.kind, what, why: thrown.why };
  if (thrown instanceof UnmetRequest) {
    return { kind: thrown.code, what, why: thrown.cause && messageOf(thrown.cause) };
  }
  return { kind: 'bug', what, stack: thrown instanceof Error ? thrown.stack : undefined };
};
