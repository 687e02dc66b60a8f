import { LambdaServiceException, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { FibimgError } from '../core/error.ts';
import type { InvokeRequest } from '../core/invoker.ts';
import { redact } from './redact.ts';

/** The errors that only Invoke knows, in the product's words; anything else is handed on as it is. */
export const toInvokeError = (thrown: unknown, request: InvokeRequest): unknown => {
  if (!(thrown instanceof LambdaServiceException)) return thrown;
  const name = `function ${request.functionName}`;
  const cause = new Error(`${thrown.name}: ${redact(thrown.message)}`);
  if (thrown instanceof TooManyRequestsException) {
    const reason = thrown.Reason ?? thrown.name;
    const hint = throttleHints.get(reason) ?? 'wait a little, or send fewer calls at once';
    return new FibimgError('throttled', `Lambda throttled ${name}`, { why: reason, hint, cause });
  }
  const status = thrown.$metadata.httpStatusCode;
  const hint = status === 413 ? tooLargeHint : refusalHints.get(thrown.name);
  if (hint === undefined) return thrown;
  return new FibimgError('refused', `Lambda refused to run ${name}`, {
    why: `${thrown.name}: ${redact(thrown.message)}`,
    hint,
    cause,
  });
};

const throttleHints = new Map([
  [
    'ReservedFunctionConcurrentInvocationLimitExceeded',
    "raise the function's reserved concurrency, or send fewer calls at once",
  ],
  [
    'ConcurrentInvocationLimitExceeded',
    "the account's concurrency in this region is used up: send fewer calls at once, or ask for a higher quota",
  ],
  [
    'FunctionInvocationRateLimitExceeded',
    'more than ten calls a second for each environment: send fewer a second',
  ],
  [
    'ReservedFunctionInvocationRateLimitExceeded',
    "more than ten calls a second for each reserved environment: raise the function's reserved concurrency",
  ],
  ['CallerRateLimitExceeded', 'send fewer calls a second'],
]);

const tooLargeHint = 'a payload may have 6 MB, an asynchronous one 1 MB';

const refusalHints = new Map([
  ['InvalidRequestContentException', 'the payload must be JSON'],
  ['InvalidParameterValueException', 'check --function and --qualifier'],
  ['ValidationException', 'check --function and --qualifier'],
  ['ResourceConflictException', 'the function is being changed: try again in a moment'],
  ['ResourceNotReadyException', 'the function is being set up: try again in a moment'],
  ['SnapStartNotReadyException', 'its snapshot is being made: try again in a moment'],
  ['CodeArtifactUserPendingException', 'its code is being installed: try again in a moment'],
  ['RecursiveInvocationException', 'Lambda stopped a loop that calls itself'],
]);
