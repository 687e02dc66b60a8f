import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { FibimgError } from '../../core/error.ts';
import { partitionKey, pixelsOfSortKey } from '../../core/service/keys.ts';
import { itemsOfEvents } from '../../core/upkeep/event-leavings.ts';
import type { Deletable, Page, PurgeStage } from '../../core/upkeep/purge-target.ts';
import { callAws } from '../client/call.ts';

export interface TableOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of one operation, the SDK's retries included. */
  readonly timeoutMs: number;
}

/** DynamoDB's own limit for one BatchWriteItem. */
const batchSize = 25;

/** The items of one partition that are ours by their sort key. */
interface Partition {
  readonly name: string;
  readonly place: string;
  readonly isOurs: (sortKey: string) => boolean;
}

const images: Partition = {
  name: 'items',
  place: partitionKey,
  isOurs: (sortKey) => pixelsOfSortKey(sortKey) !== undefined,
};

/**
 * The items of images, told by both parts of their key, and if asked for those of events; or, only if asked for, every
 * item.
 */
export const createTableStages = (
  options: TableOptions,
  { allKeys, events }: { readonly allKeys: boolean; readonly events: boolean },
): readonly PurgeStage[] =>
  allKeys
    ? [createStage(options, undefined)]
    : [images, ...(events ? itemsOfEvents : [])].map((each) => createStage(options, each));

const createStage = (options: TableOptions, partition: Partition | undefined): PurgeStage => ({
  name: partition?.name ?? 'all items',
  batchSize,
  list: (from, signal) => list(options, partition, from, signal),
  remove: async (batch) => {
    const left = await writeBatch(options, batch);
    return batch
      .filter((item) => left.has(identity(item.key, item.id)))
      .map((thing) => ({ thing, why: 'UnprocessedItems', retryability: 'throttled' }));
  },
});

type Key = Record<string, AttributeValue>;

const list = async (
  { client, table, timeoutMs }: TableOptions,
  partition: Partition | undefined,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Page> => {
  const page = {
    TableName: table,
    ProjectionExpression: 'PK, SK',
    ConsistentRead: true,
    ...(from === undefined ? {} : { ExclusiveStartKey: keyOf(from) }),
  };
  const ours = {
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: partition?.place ?? '' } },
  };
  const { Items = [], LastEvaluatedKey } = await callAws(
    {
      service: 'DynamoDB',
      operation: partition === undefined ? 'Scan' : 'Query',
      resource: `table ${table}`,
    },
    timeoutMs,
    signal,
    (abortSignal) =>
      partition === undefined
        ? client.send(new ScanCommand(page), { abortSignal })
        : client.send(new QueryCommand({ ...page, ...ours }), { abortSignal }),
  );
  const listed = Items.map((item) => thingOf(item, table));
  const isOurs = ({ id = '' }: Deletable) => partition?.isOurs(id) ?? true;
  return {
    things: listed.filter(isOurs),
    others: listed.filter((each) => !isOurs(each)),
    ...(LastEvaluatedKey !== undefined && { next: JSON.stringify(LastEvaluatedKey) }),
  };
};

const keyOf = (cursor: string): Key => JSON.parse(cursor);

const thingOf = ({ PK, SK }: Key, table: string): Deletable => {
  if (PK?.S !== undefined && SK?.S !== undefined) {
    return { kind: 'item', key: PK.S, id: SK.S, bytes: 0 };
  }
  throw new FibimgError('refused', `table ${table} is not one of this service`, {
    why: 'its key is not PK and SK, both strings',
    hint: 'name the right table, or leave the table alone with --only bucket',
  });
};

const identity = (partition: string | undefined, sort: string | undefined): string =>
  JSON.stringify([partition, sort]);

/** What the table did not take. */
const writeBatch = async (
  { client, table, timeoutMs }: TableOptions,
  batch: readonly Deletable[],
): Promise<ReadonlySet<string>> => {
  const requests = batch.map(({ key, id = '' }) => ({
    DeleteRequest: { Key: { PK: { S: key }, SK: { S: id } } },
  }));
  const { UnprocessedItems } = await callAws(
    { service: 'DynamoDB', operation: 'BatchWriteItem', resource: `table ${table}` },
    timeoutMs,
    undefined,
    (abortSignal) =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }), {
        abortSignal,
      }),
  );
  return new Set(
    (UnprocessedItems?.[table] ?? []).map(({ DeleteRequest }) =>
      identity(DeleteRequest?.Key?.['PK']?.S, DeleteRequest?.Key?.['SK']?.S),
    ),
  );
};
