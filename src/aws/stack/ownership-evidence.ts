import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import {
  type Evidence,
  type Ownership,
  ownershipAtSight,
  ownershipOf,
} from '../../core/stack/stack-ownership.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';
import { functionFacts } from './function-facts.ts';

/** Whether a stack is ours; asks Lambda and DynamoDB only where its own description does not decide. */
export const readOwnership = async (
  clients: AwsClients,
  stack: ResolvedStack,
  signal?: AbortSignal,
): Promise<Ownership> => {
  const atSight = ownershipAtSight(stack);
  if (atSight !== undefined) return atSight;
  const [environment, tableKeys] = await Promise.all([
    evidence(stack.functionName, async (name) => {
      return (await functionFacts(clients, name, signal)).environment;
    }),
    evidence(stack.table, (name) => tableKey(clients, name, signal)),
  ]);
  return ownershipOf(stack, { environment, tableKeys });
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

const tableKey = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => {
  const client = await clients.dynamoDb();
  const { Table } = await callAws(
    { service: 'DynamoDB', operation: 'DescribeTable', resource: `table ${name}` },
    clients.options.timeoutMs,
    signal,
    (abortSignal) => client.send(new DescribeTableCommand({ TableName: name }), { abortSignal }),
  );
  return (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName);
};
