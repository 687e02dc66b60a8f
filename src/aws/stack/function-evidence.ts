import {
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIf } from '../../core/error.ts';
import type { FunctionEvidence } from '../../core/stack/pick-resources.ts';
import type { AwsClients } from '../client/clients.ts';
import { openLambdaCalls } from './lambda-calls.ts';

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
  const { client, call } = await openLambdaCalls(clients, name, signal);
  // A function that is gone or that may not be looked at is no evidence, but no failure either.
  const hidden = undefinedIf('not_found', 'denied');
  const [configuration, url] = await Promise.all([
    call('GetFunctionConfiguration', (abortSignal) =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }),
    ).catch(hidden),
    call('GetFunctionUrlConfig', (abortSignal) =>
      client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }), { abortSignal }),
    ).catch(hidden),
  ]);
  return {
    name,
    url: url?.FunctionUrl,
    environment: configuration?.Environment?.Variables ?? {},
  };
};
