import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type LockRecord, type LockTable, lockKey } from '../../core/upkeep/store-lock.ts';
import { callAws } from '../client/call.ts';

interface TableLockOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of one operation, the SDK's retries included. */
  readonly timeoutMs: number;
}

const Key = { PK: { S: lockKey.PK }, SK: { S: lockKey.SK } };

/** The lock of a store as an item of its table, beside the images and never among them. */
export const createTableLock = (options: TableLockOptions): LockTable => {
  const { client, table } = options;
  const put = async (record: LockRecord, condition: Partial<PutItemCommandInput>) => {
    const command = new PutItemCommand({ TableName: table, Item: itemOf(record), ...condition });
    return call(options, 'PutItem', async (abortSignal) => {
      try {
        await client.send(command, { abortSignal });
        return true;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false;
        throw thrown;
      }
    });
  };
  return {
    async take(record, nowMs) {
      const taken = await put(record, {
        ConditionExpression: 'attribute_not_exists(PK) OR #owner = :owner OR expiresMs < :now',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: record.owner }, ':now': { N: `${nowMs}` } },
      });
      return taken ? undefined : ((await readHolder(options)) ?? unknownHolder);
    },
    async overwrite(record) {
      await put(record, {});
    },
    holder: () => readHolder(options),
    async release(owner) {
      const command = new DeleteItemCommand({
        ...{ TableName: table, Key, ConditionExpression: '#owner = :owner' },
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner } },
      });
      await call(options, 'DeleteItem', (abortSignal) => client.send(command, { abortSignal }));
    },
  };
};

const call = <T>(
  { table, timeoutMs }: TableLockOptions,
  operation: string,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  callAws(
    { service: 'DynamoDB', operation, resource: `table ${table}` },
    timeoutMs,
    undefined,
    run,
  );

/** Of a lock that was released between two calls. */
const unknownHolder: LockRecord = {
  owner: '',
  command: 'another run',
  since: 'an unknown time',
  expiresMs: 0,
};

const readHolder = async (options: TableLockOptions): Promise<LockRecord | undefined> => {
  const command = new GetItemCommand({ TableName: options.table, Key, ConsistentRead: true });
  const { Item } = await call(options, 'GetItem', (abortSignal) =>
    options.client.send(command, { abortSignal }),
  );
  if (Item === undefined) return undefined;
  return {
    owner: Item['owner']?.S ?? unknownHolder.owner,
    command: Item['command']?.S ?? unknownHolder.command,
    since: Item['since']?.S ?? unknownHolder.since,
    expiresMs: Number(Item['expiresMs']?.N ?? 0),
  };
};

const itemOf = ({
  owner,
  command,
  since,
  expiresMs,
}: LockRecord): Record<string, AttributeValue> => ({
  ...Key,
  owner: { S: owner },
  command: { S: command },
  since: { S: since },
  expiresMs: { N: String(expiresMs) },
});
