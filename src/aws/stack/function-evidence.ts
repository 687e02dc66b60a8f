import {
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIf } from '../../core/error.ts';
import type { FunctionEvidence } from '../../core/stack/pick-resources.ts';
import type { AwsClients } from '../client/clients.ts';
import { openLambdaCalls } from './lambda-calls.ts';

/** Functions that are asked at most; in a stack of more, variables do not tell which one is the service. */
const mostFunctions = 20;

/** The URL and the environment of each function, as far as the permissions allow. */
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
