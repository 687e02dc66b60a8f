import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { FibimgError } from '../../core/error.ts';
import { decodeItem, encodeItem, itemKey } from '../../core/service/item.ts';
import { partitionKey, pixelsOfSortKey, sortKey } from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { callAws } from '../client/call.ts';
import { type BackOff, chunks, untilNoneLeft } from './leftovers.ts';

export interface DynamoDbOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of one operation, its retries included. */
  readonly timeoutMs: number;
  readonly backOff: BackOff;
}

/** DynamoDB's own limit for one BatchWriteItem. */
const batchSize = 25;

/** The index in a DynamoDB table, byte-compatible with the original's items. */
export const createDynamoDbMetadataRepository = (options: DynamoDbOptions): MetadataRepository => {
  const { client, table, timeoutMs } = options;
  const call = <T>(
    operation: string,
    signal: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    callAws({ service: 'DynamoDB', operation, resource: `table ${table}` }, timeoutMs, signal, run);
  return {
    async find(pixels, signal) {
      const { Item } = await call('GetItem', signal, (abortSignal) =>
        client.send(
          new GetItemCommand({ TableName: table, Key: itemKey(pixels), ConsistentRead: true }),
          { abortSignal },
        ),
      );
      return Item && decodeItem(Item, `item ${sortKey(pixels)} of table ${table}`);
    },
    async put(pixels, metadata, signal) {
      await call('PutItem', signal, (abortSignal) =>
        client.send(new PutItemCommand({ TableName: table, Item: encodeItem(pixels, metadata) }), {
          abortSignal,
        }),
      );
    },
    async *list(signal) {
      let start: QueryCommandOutput['LastEvaluatedKey'];
      do {
        const page: QueryCommandOutput = await call('Query', signal, (abortSignal) =>
          client.send(pageQuery(table, start), { abortSignal }),
        );
        for (const { SK } of page.Items ?? []) {
          const pixels = pixelsOfSortKey(SK?.S ?? '');
          if (pixels !== undefined) yield pixels;
        }
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    },
    async remove(pixels, signal) {
      // A batch that names a key twice is refused as a whole.
      for (const batch of chunks([...new Set(pixels)], batchSize)) {
        await removeBatch(options, call, batch, signal);
      }
    },
  };
};

const pageQuery = (table: string, start: QueryCommandOutput['LastEvaluatedKey']): QueryCommand =>
  new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: partitionKey } },
    ProjectionExpression: 'SK',
    ConsistentRead: true,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });

type Call = <T>(
  operation: string,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

const removeBatch = async (
  { client, table, backOff }: DynamoDbOptions,
  call: Call,
  batch: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const once = async (pixels: readonly number[]): Promise<readonly number[]> => {
    const requests = pixels.map((each) => ({ DeleteRequest: { Key: itemKey(each) } }));
    const { UnprocessedItems } = await call('BatchWriteItem', signal, (abortSignal) =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }), {
        abortSignal,
      }),
    );
    const left = new Set(
      (UnprocessedItems?.[table] ?? []).map((request) => request.DeleteRequest?.Key?.['SK']?.S),
    );
    return pixels.filter((each) => left.has(sortKey(each)));
  };
  const left = await untilNoneLeft(batch, once, backOff, signal);
  if (left.length === 0) return;
  throw new FibimgError('throttled', `DynamoDB throttled BatchWriteItem on table ${table}`, {
    why: `${left.length} of ${batch.length} items were still unprocessed after ${backOff.rounds} tries`,
    hint: "wait a little, or raise the table's write capacity",
  });
};
