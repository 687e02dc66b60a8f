import { createAwsClients } from '../aws/clients.ts';
import { discoverStack } from '../aws/stack-discovery.ts';
import type { Settings } from '../config/settings.ts';
import type { ResolvedStack } from '../core/stack.ts';
import { awsOptionsOf } from './aws-options.ts';

export const resolveStack = async (
  settings: Settings,
  name: string,
  signal?: AbortSignal,
): Promise<ResolvedStack> => {
  const clients = createAwsClients(awsOptionsOf(settings));
  try {
    return await discoverStack(clients, name, signal);
  } finally {
    await clients.close();
  }
};
