import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionInvoker, InvokeAnswer } from '../../core/invocation/invoker.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { createInvoker, invocationTypes } from './one-invoke.ts';

interface LambdaInvokerOptions {
  /** Made with `maxAttempts: 1`. */
  readonly client: LambdaClient;
  /** Of one call, the function's run included. */
  readonly timeoutMs: number;
}

/** Lambda's Invoke through the SDK, for single calls: it takes almost a millisecond of CPU a call. */
export const createLambdaInvoker = ({ client, timeoutMs }: LambdaInvokerOptions): FunctionInvoker =>
  createInvoker(
    async (request, tail, signal) => {
      const command = new InvokeCommand({
        FunctionName: request.functionName,
        Payload: request.payload,
        InvocationType: invocationTypes[request.mode],
        LogType: tail ? 'Tail' : 'None',
        Qualifier: request.qualifier,
      });
      return answerOf(await client.send(command, { abortSignal: signal }));
    },
    { timeoutMs, close: () => client.destroy() },
  );

const answerOf = (output: InvokeCommandOutput): InvokeAnswer =>
  omitUndefined({
    status: output.StatusCode ?? 200,
    functionError: output.FunctionError,
    payload: output.Payload ?? new Uint8Array(),
    logTail: output.LogResult && Buffer.from(output.LogResult, 'base64').toString('utf8'),
    executedVersion: output.ExecutedVersion,
    requestId: output.$metadata.requestId,
  });
