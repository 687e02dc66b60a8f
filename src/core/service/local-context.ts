import type { Clock, Rng } from './ports.ts';
import type { InvocationContext } from './response.ts';

/** The context of a run on this machine: a fresh id, and a trace id of the form that X-Ray gives. */
export const localContext = (clock: Clock, rng: Rng, timeoutMs: number): InvocationContext => {
  const nowMs = clock.now().getTime();
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return {
    awsRequestId: rng.uuid(),
    deadlineMs: nowMs + timeoutMs,
    invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:GetFibonacciImage',
    traceId: `Root=1-${seconds}-${rng.uuid().replaceAll('-', '').slice(0, 24)}`,
  };
};

/** Where the local Lambda's function keeps what it stores. */
export const localResources = {
  bucket: 'local-bucket',
  table: 'local-table',
  region: 'us-east-1',
} as const;
