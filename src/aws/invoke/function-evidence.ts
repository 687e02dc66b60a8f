import {
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { FibimgError } from '../../core/error.ts';
import type { FunctionEvidence } from '../../core/stack/pick-resources.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** A stack with more functions than this is not one that an environment variable can explain. */
const mostFunctions = 20;

/** What Lambda tells of functions: the URL and the environment of each, as far as they may be looked at. */
export const functionEvidence = async (
  clients: AwsClients,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly FunctionEvidence[]> =>
  Promise.all(names.slice(0, mostFunctions).map((name) => evidenceOf(clients, name, signal)));

const evidenceOf = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<FunctionEvidence> => {
  const client = await clients.lambda();
  const call = <T>(operation: string, run: (signal: AbortSignal) => Promise<T>) =>
    callAws(
      { service: 'Lambda', operation, resource: `function ${name}` },
      clients.options.timeoutMs,
      signal,
      run,
    ).catch(undefinedWhenHidden);
  const [configuration, url] = await Promise.all([
    call('GetFunctionConfiguration', (abortSignal) =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }),
    ),
    call('GetFunctionUrlConfig', (abortSignal) =>
      client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }), { abortSignal }),
    ),
  ]);
  return {
    name,
    url: url?.FunctionUrl,
    environment: configuration?.Environment?.Variables ?? {},
  };
};

/** A function that is gone or that may not be looked at is no evidence, but no failure either. */
const undefinedWhenHidden = (thrown: unknown): undefined => {
  if (thrown instanceof FibimgError && /^(not_found|denied)$/.test(thrown.kind)) return undefined;
  throw thrown;
};
