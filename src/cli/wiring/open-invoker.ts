import { type AwsClients, createAwsClients } from '../../aws/client/clients.ts';
import { findLambdaAddress, type LambdaAddress } from '../../aws/invoke/lambda-address.ts';
import { createLambdaInvoker } from '../../aws/invoke/lambda-invoker.ts';
import { createLoadInvoker } from '../../aws/invoke/load-invoker.ts';
import { findFunctionPlace } from '../../aws/stack/function-place.ts';
import type { DirectInvoker, FunctionInvokerOptions } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import { type FunctionInvoker, regionOfArn } from '../../core/invocation/invoker.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';

interface AddressedInvoker extends DirectInvoker {
  /** Where its calls go. */
  address(): Promise<LambdaAddress>;
}

/** An ARN says where its function is; a region that was asked for by name still wins. */
export const openInvoker = async (
  io: Pick<Io, 'env' | 'interrupt'>,
  settings: Settings,
  { functionName, parallel }: FunctionInvokerOptions,
): Promise<AddressedInvoker> => {
  const options = awsOptionsOf(io, settings);
  const clients = createAwsClients({
    ...options,
    region: options.region ?? regionOfArn(functionName),
    // An invocation is the request that this program is for, not one of its own errands.
    timeoutMs: settings.timeout.value,
    maxAttempts: 1,
  });
  const invoker = await (parallel === undefined ? openOne(clients) : openMany(clients, parallel));
  return {
    invoke: invoker.invoke,
    closeIdle: () => invoker.closeIdle?.(),
    address: () => findLambdaAddress(clients),
    place: (name, qualifier, signal) => findFunctionPlace(clients, name, qualifier, signal),
    close: async () => {
      await invoker.close();
      await clients.close();
    },
  };
};

/** Where direct invocations go. */
export const lambdaEndpoint = async (...invoker: Parameters<typeof openInvoker>): Promise<URL> => {
  const { address, close } = await openInvoker(...invoker);
  try {
    return (await address()).endpoint;
  } finally {
    await close();
  }
};

const openOne = async (clients: AwsClients): Promise<FunctionInvoker> =>
  createLambdaInvoker({
    client: await clients.lambda(),
    timeoutMs: clients.options.timeoutMs,
  });

const openMany = async (clients: AwsClients, maxSockets: number): Promise<FunctionInvoker> => {
  return createLoadInvoker({
    ...(await findLambdaAddress(clients)),
    credentials: clients.credentials,
    maxSockets,
    agentFor: await clients.options.agents?.(),
    timeoutMs: clients.options.timeoutMs,
  });
};
