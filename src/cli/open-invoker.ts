import { createAwsClients } from '../aws/clients.ts';
import { findFunctionPlace } from '../aws/function-place.ts';
import { createLambdaInvoker } from '../aws/lambda-invoker.ts';
import type { DirectInvoker, InvokerOptions } from '../commands/services.ts';
import type { Settings } from '../config/settings.ts';
import { regionOfArn } from '../core/invoker.ts';
import { awsOptionsOf } from './aws-options.ts';

/** An ARN says where its function is; a region that was asked for by name still wins. */
export const openInvoker = async (
  settings: Settings,
  { functionName, parallel }: InvokerOptions,
): Promise<DirectInvoker> => {
  const options = awsOptionsOf(settings);
  const clients = createAwsClients({
    ...options,
    region: options.region ?? regionOfArn(functionName),
    maxAttempts: 1,
    maxSockets: parallel,
  });
  const client = await clients.lambda();
  return {
    ...createLambdaInvoker({ client, timeoutMs: options.timeoutMs }),
    place: (name, qualifier, signal) => findFunctionPlace(clients, name, qualifier, signal),
    close: () => clients.close(),
  };
};
