import { property, textProperty } from '../core/property.ts';
import type { Clock } from '../core/service/ports.ts';
import type { InvocationContext } from '../core/service/response.ts';

export interface RunningInvocation {
  readonly context: InvocationContext;
  readonly remainingMs: number;
}

/** Lambda's longest time-out, for a caller that names no deadline. */
const longestMs = 900_000;

/** Reads the runtime's context object; what a caller other than Lambda leaves out gets a neutral value. */
export const readContext = (
  context: unknown,
  traceId: string | undefined,
  clock: Clock,
): RunningInvocation => {
  const remainingMs = remainingOf(context);
  return {
    context: {
      awsRequestId: textProperty(context, 'awsRequestId') ?? '',
      deadlineMs: Math.round(clock.now().getTime() + remainingMs),
      invokedFunctionArn: textProperty(context, 'invokedFunctionArn') ?? '',
      traceId: traceId ?? '',
    },
    remainingMs,
  };
};

const remainingOf = (context: unknown): number => {
  const ask = property(context, 'getRemainingTimeInMillis');
  const remainingMs: unknown = typeof ask === 'function' ? ask.call(context) : longestMs;
  return typeof remainingMs === 'number' && remainingMs >= 0 && remainingMs <= longestMs
    ? remainingMs
    : longestMs;
};
