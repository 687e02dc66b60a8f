import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { FibimgError } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { Whereabouts } from '../../core/upkeep/whereabouts.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';
import { resolveEndpoint } from '../client/endpoint.ts';

/** Where a stack, or a table and a bucket, are: the account is what their ARNs say. */
export const readWhereabouts = async (
  clients: AwsClients,
  {
    stack,
    table,
  }: { readonly stack: ResolvedStack | undefined; readonly table: string | undefined },
  chosenBy: string | undefined,
): Promise<Whereabouts> => {
  const { config } = await clients.s3();
  return {
    account: stack?.account ?? (table === undefined ? undefined : await accountOf(clients, table)),
    region: stack?.region ?? (await config.region()),
    profile: clients.options.profile,
    endpoint: await resolveEndpoint('s3', clients.options),
    stack: stack?.name,
    chosenBy,
  };
};

/** Undefined where the table may not be described, or is not there. */
const accountOf = async (clients: AwsClients, table: string): Promise<string | undefined> => {
  const client = await clients.dynamoDb();
  try {
    const { Table } = await callAws(
      { service: 'DynamoDB', operation: 'DescribeTable', resource: `table ${table}` },
      clients.options.timeoutMs,
      undefined,
      (abortSignal) => client.send(new DescribeTableCommand({ TableName: table }), { abortSignal }),
    );
    return Table?.TableArn?.split(':')[4] || undefined;
  } catch (thrown) {
    if (!(thrown instanceof FibimgError) || thrown.kind === 'credentials') throw thrown;
    return undefined;
  }
};
