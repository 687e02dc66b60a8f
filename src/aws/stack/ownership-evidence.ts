import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import {
  type Evidence,
  type Ownership,
  ownershipAtSight,
  ownershipOf,
} from '../../core/stack/stack-ownership.ts';
import type { AwsClients } from '../client/clients.ts';
import { functionFacts } from './function-facts.ts';
import { tableFacts } from './store-facts.ts';

/** Whether a stack is ours; asks Lambda and DynamoDB only where its own description does not decide. */
export const readOwnership = async (
  clients: AwsClients,
  stack: ResolvedStack,
  signal?: AbortSignal,
): Promise<Ownership> => {
  const atSight = ownershipAtSight(stack);
  if (atSight !== undefined) return atSight;
  const [environment, tableKey] = await Promise.all([
    evidence(stack.functionName, async (name) => {
      return (await functionFacts(clients, name, signal)).environment;
    }),
    evidence(
      stack.table,
      async (name) => (await tableFacts(clients, name, signal)).keySchema ?? '',
    ),
  ]);
  return ownershipOf(stack, { environment, tableKey });
};

const evidence = async <T>(
  name: string | undefined,
  read: (name: string) => Promise<T>,
): Promise<Evidence<T>> => {
  if (name === undefined) return { kind: 'absent' };
  try {
    return { kind: 'read', value: await read(name) };
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    if (thrown.kind === 'not_found') return { kind: 'absent' };
    if (thrown.kind === 'denied') return { kind: 'unreadable', why: thrown.message };
    throw thrown;
  }
};
