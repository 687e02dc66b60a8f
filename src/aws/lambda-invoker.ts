import {
  InvalidParameterValueException,
  InvokeCommand,
  type InvokeCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { InvokeAnswer, InvokeMode, InvokeRequest, Invoker } from '../core/invoker.ts';
import { omitUndefined } from '../core/omit-undefined.ts';
import { callAws } from './call.ts';
import { toInvokeError } from './invoke-error.ts';

export interface LambdaInvokerOptions {
  /** Made with `maxAttempts: 1`, and with as many sockets as calls that shall be under way at once. */
  readonly client: LambdaClient;
  /** Of one call, the function's run included. */
  readonly timeoutMs: number;
}

const invocationTypes = {
  request: 'RequestResponse',
  event: 'Event',
  'dry-run': 'DryRun',
} as const satisfies Record<InvokeMode, string>;

/** Lambda's Invoke through the SDK. */
export const createLambdaInvoker = ({ client, timeoutMs }: LambdaInvokerOptions): Invoker => {
  let tailRefused = false;
  const send = async (request: InvokeRequest, signal: AbortSignal): Promise<InvokeAnswer> => {
    const command = commandFor(request, request.logTail && !tailRefused);
    try {
      return answerOf(await client.send(command, { abortSignal: signal }));
    } catch (thrown) {
      if (tailRefused || !isTailRefusal(thrown)) throw toInvokeError(thrown, request);
      tailRefused = true;
      return send(request, signal);
    }
  };
  return {
    invoke: (request, signal) =>
      callAws(
        { service: 'Lambda', operation: 'Invoke', resource: shownName(request) },
        timeoutMs,
        signal,
        (ending) => send(request, ending),
      ),
    async close() {
      client.destroy();
    },
  };
};

const shownName = ({ functionName, qualifier }: InvokeRequest): string =>
  `function ${functionName}${qualifier === undefined ? '' : `:${qualifier}`}`;

const commandFor = (request: InvokeRequest, logTail: boolean): InvokeCommand =>
  new InvokeCommand({
    FunctionName: request.functionName,
    Payload: request.payload,
    InvocationType: invocationTypes[request.mode],
    LogType: logTail && request.mode === 'request' ? 'Tail' : 'None',
    Qualifier: request.qualifier,
  });

/** Functions on managed instances refuse to show a tail, before they run: asking again without it runs them once. */
const isTailRefusal = (thrown: unknown): boolean =>
  thrown instanceof InvalidParameterValueException && /tail logs/i.test(thrown.message);

const answerOf = (output: InvokeCommandOutput): InvokeAnswer =>
  omitUndefined({
    status: output.StatusCode ?? 200,
    functionError: output.FunctionError,
    payload: output.Payload ?? new Uint8Array(),
    logTail: output.LogResult && Buffer.from(output.LogResult, 'base64').toString('utf8'),
    executedVersion: output.ExecutedVersion,
    requestId: output.$metadata.requestId,
  });
