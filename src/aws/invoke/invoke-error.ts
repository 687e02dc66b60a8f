import { FibimgError } from '../../core/error.ts';
import type { FunctionCall } from '../../core/invocation/invoker.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { redact } from '../client/redact.ts';

/** A failure that Lambda's API answered with: the SDK's exceptions have this form. */
export interface LambdaFailure {
  /** Such as `TooManyRequestsException`. */
  readonly name: string;
  readonly message: string;
  /** Why a call was throttled, in Lambda's one word. */
  readonly Reason?: string | undefined;
  readonly $metadata: {
    readonly httpStatusCode?: number | undefined;
    readonly requestId?: string | undefined;
  };
}

/** An error that only Invoke has, in the product's words; undefined for errors of every AWS service. */
export const toInvokeError = (
  failure: LambdaFailure,
  { functionName }: FunctionCall,
): FibimgError | undefined => {
  const status = failure.$metadata.httpStatusCode;
  const words = `${failure.name}: ${redact(failure.message)}`;
  const cause = Object.assign(new Error(words), omitUndefined({ status }));
  if (failure.name === 'TooManyRequestsException') {
    const why = failure.Reason ?? failure.name;
    const hint = throttleHints.get(why) ?? 'wait a little, or send fewer calls at once';
    return new FibimgError('throttled', `Lambda throttled function ${functionName}`, {
      why,
      hint,
      cause,
    });
  }
  const tooLarge = status === 413;
  const hint = tooLarge ? tooLargeHint : refusalHints.get(failure.name);
  if (hint === undefined) return undefined;
  return new FibimgError('refused', `Lambda refused to run function ${functionName}`, {
    why: cause.message,
    hint,
    cause,
  });
};

/** Functions on managed instances refuse a log tail before they run: a second call without it runs them once. */
export const isTailRefusal = ({ name, message }: LambdaFailure): boolean =>
  name === 'InvalidParameterValueException' && /tail logs/i.test(message);

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
