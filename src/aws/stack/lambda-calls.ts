import type { LambdaClient } from '@aws-sdk/client-lambda';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** Calls of Lambda's API about one function. */
export const openLambdaCalls = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
) => {
  const client: LambdaClient = await clients.lambda();
  const call = <T>(operation: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    callAws(
      { service: 'Lambda', operation, resource: `function ${name}` },
      clients.options.timeoutMs,
      signal,
      run,
    );
  return { client, call };
};
