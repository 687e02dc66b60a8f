import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { FibimgError } from '../../core/error.ts';
import type { FunctionPlace } from '../../core/invocation/invoker.ts';
import { architectures } from '../../core/price/price-table.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** What the price depends on; undefined where these credentials may not read the configuration. */
export const findFunctionPlace = async (
  clients: AwsClients,
  functionName: string,
  qualifier?: string,
  signal?: AbortSignal,
): Promise<FunctionPlace> => {
  const client = await clients.lambda();
  const command = new GetFunctionConfigurationCommand({
    FunctionName: functionName,
    Qualifier: qualifier,
  });
  const resource = `function ${functionName}`;
  const configuration = await callAws(
    { service: 'Lambda', operation: 'GetFunctionConfiguration', resource },
    Math.min(clients.options.timeoutMs, 3_000),
    signal,
    (abortSignal) => client.send(command, { abortSignal }),
  ).catch((thrown: unknown) => {
    if (thrown instanceof FibimgError) return undefined;
    throw thrown;
  });
  const [named] = configuration?.Architectures ?? [];
  return {
    region: await client.config.region(),
    architecture: architectures.find((architecture) => architecture === named),
  };
};
