import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';
import { resolveEndpoint } from '../client/endpoint.ts';

export interface LambdaAddress {
  readonly region: string;
  readonly endpoint: URL;
}

/** Lambda's address: the custom endpoint, else the SDK's for the region. */
export const findLambdaAddress = (clients: AwsClients): Promise<LambdaAddress> => {
  const call = { service: 'Lambda', operation: 'Invoke', resource: 'its endpoint' } as const;
  return callAws(call, clients.options.timeoutMs, undefined, async () => {
    const { config } = await clients.lambda();
    const region = await config.region();
    const custom = await resolveEndpoint('lambda', clients.options);
    if (custom !== undefined) return { region, endpoint: new URL(custom) };
    const { url } = config.endpointProvider({
      Region: region,
      UseDualStack: await config.useDualstackEndpoint(),
      UseFIPS: await config.useFipsEndpoint(),
    });
    return { region, endpoint: url };
  });
};
