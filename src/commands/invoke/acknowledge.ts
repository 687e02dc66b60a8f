import { FibimgError } from '../../core/error.ts';
import type { FunctionCall } from '../../core/invocation/invoker.ts';
import type { CommandContext } from '../command/command.ts';
import type { TimedCall } from './call.ts';

/** Reports an asynchronous call or a dry run, which have no answer. */
export const acknowledge = async (
  { answer }: TimedCall,
  { functionName, mode }: FunctionCall,
  { report }: CommandContext,
): Promise<number> => {
  const { status, requestId } = answer;
  if (status !== (mode === 'event' ? 202 : 204)) {
    throw new FibimgError('function_error', `${functionName} answered ${mode} with ${status}`, {
      why: 'Lambda answers 202 to an asynchronous call and 204 to a dry run',
      hint: 'is the endpoint Lambda?',
    });
  }
  const document = { schemaVersion: 1, function: functionName, mode, status, requestId };
  const words =
    mode === 'event'
      ? `queued for ${functionName}, request ${requestId ?? 'id unknown'}`
      : `dry run: ${functionName} exists, and these credentials may invoke it`;
  await report.result(`${report.json ? JSON.stringify(document) : words}\n`);
  return 0;
};
