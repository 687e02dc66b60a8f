import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { BucketFacts, TableFacts } from '../../core/stack/stack-facts.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

export const tableFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TableFacts> => {
  const client = await clients.dynamoDb();
  const { Table } = await callAws(
    { service: 'DynamoDB', operation: 'DescribeTable', resource: `table ${name}` },
    clients.options.timeoutMs,
    signal,
    (abortSignal) => client.send(new DescribeTableCommand({ TableName: name }), { abortSignal }),
  );
  const onDemand = Table?.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const units = onDemand ? undefined : Table?.ProvisionedThroughput;
  return {
    name,
    mode: onDemand ? 'on-demand' : 'provisioned',
    readUnits: units?.ReadCapacityUnits,
    writeUnits: units?.WriteCapacityUnits,
    status: Table?.TableStatus,
    keySchema: keySchemaOf(Table),
  };
};

/** DynamoDB lists the partition key first. */
const keySchemaOf = (table: TableDescription | undefined): string | undefined =>
  table?.KeySchema?.map(({ AttributeName }) => {
    const definition = table.AttributeDefinitions?.find(
      (each) => each.AttributeName === AttributeName,
    );
    return `${AttributeName} (${definition?.AttributeType})`;
  }).join(', ');

export const bucketFacts = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<BucketFacts> => {
  const client = await clients.s3();
  const { Status } = await callAws(
    { service: 'S3', operation: 'GetBucketVersioning', resource: `bucket ${name}` },
    clients.options.timeoutMs,
    signal,
    (abortSignal) => client.send(new GetBucketVersioningCommand({ Bucket: name }), { abortSignal }),
  );
  const versioning = Status === 'Enabled' ? 'on' : Status === 'Suspended' ? 'suspended' : 'off';
  return { name, versioning };
};
