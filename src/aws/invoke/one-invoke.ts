import type {
  FunctionCall,
  FunctionInvoker,
  InvokeAnswer,
  InvokeMode,
} from '../../core/invocation/invoker.ts';
import { callAws } from '../client/call.ts';
import { isTailRefusal, type LambdaFailure, toInvokeError } from './invoke-error.ts';

/** Sends one Invoke and never repeats it; `tail` asks for the log. Throws a `LambdaFailure` or the connection's error. */
type SendInvoke = (
  request: FunctionCall,
  tail: boolean,
  signal: AbortSignal,
) => Promise<InvokeAnswer>;

/** Lambda's names of the modes. */
export const invocationTypes = {
  request: 'RequestResponse',
  event: 'Event',
  'dry-run': 'DryRun',
} as const satisfies Record<InvokeMode, string>;

/** What both transports share: the time-out, the words for failures, functions that refuse a log tail. */
export const createInvoker = (
  send: SendInvoke,
  { timeoutMs, close }: { readonly timeoutMs: number; readonly close: () => void },
): FunctionInvoker => {
  let tailRefused = false;
  const attempt = async (request: FunctionCall, signal: AbortSignal): Promise<InvokeAnswer> => {
    const tail = request.logTail && request.mode === 'request' && !tailRefused;
    try {
      return await send(request, tail, signal);
    } catch (thrown) {
      if (!isLambdaFailure(thrown)) throw thrown;
      if (!tail || !isTailRefusal(thrown)) throw toInvokeError(thrown, request) ?? thrown;
      tailRefused = true;
      return attempt(request, signal);
    }
  };
  return {
    invoke: (request, signal) => {
      const call = { service: 'Lambda', operation: 'Invoke', resource: nameOf(request) } as const;
      return callAws(call, timeoutMs, signal, (ending) => attempt(request, ending));
    },
    close: async () => close(),
  };
};

const nameOf = ({ functionName, qualifier }: FunctionCall): string =>
  `function ${functionName}${qualifier === undefined ? '' : `:${qualifier}`}`;

const isLambdaFailure = (thrown: unknown): thrown is Error & LambdaFailure =>
  thrown instanceof Error && '$metadata' in thrown && '$fault' in thrown;
