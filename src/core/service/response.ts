import { formatUtc } from '../utc.ts';
import { fibonacci } from './fibonacci.ts';
import { type Metadata, metadataKeys } from './metadata.ts';

/** The invocation that answers, as Bref shows it. */
export interface InvocationContext {
  readonly awsRequestId: string;
  /** Unix milliseconds at which the invocation times out. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}

interface ResponseParts {
  readonly context: InvocationContext;
  readonly now: Date;
  readonly pixels: number;
  readonly metadata: Metadata;
}

/**
 * The contract's response body: exactly the five keys, in order. The Fibonacci number is written with all
 * its digits (RFC 8259 sets no limit), so the text is assembled rather than passed through a double.
 */
export const responseBody = ({ context, now, pixels, metadata }: ResponseParts): string => {
  const shownContext = {
    awsRequestId: context.awsRequestId,
    deadlineMs: context.deadlineMs,
    invokedFunctionArn: context.invokedFunctionArn,
    traceId: context.traceId,
  };
  const shownMetadata = Object.fromEntries(metadataKeys.map((key) => [key, metadata[key]]));
  const members = [
    ['context', JSON.stringify(shownContext)],
    ['now', JSON.stringify(formatUtc(now))],
    ['int', String(pixels)],
    ['fibonacci', fibonacci(pixels).toString()],
    ['metadata', JSON.stringify(shownMetadata)],
  ];
  return `{${members.map(([key, json]) => `"${key}":${json}`).join(',')}}`;
};
