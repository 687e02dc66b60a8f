import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { decodeItem, encodeItem, itemKey } from '../../core/service/item.ts';
import { partitionKey, pixelsOfSortKey, sortKey } from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { callAws } from '../client/call.ts';

interface DynamoDbOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of one operation, its retries included. */
  readonly timeoutMs: number;
}

type Item = Readonly<Record<string, unknown>>;

/** Reads and writes of single items, each tried as often as the client does. */
export interface ItemCalls {
  get(key: ReturnType<typeof itemKey>, signal: AbortSignal): Promise<Item | undefined>;
  put(item: ReturnType<typeof encodeItem>, signal: AbortSignal): Promise<void>;
}

/** The index in a DynamoDB table, byte-compatible with the original's items. */
export const createDynamoDbMetadataRepository = (
  options: DynamoDbOptions,
  calls: ItemCalls = sdkCalls(options),
): MetadataRepository => {
  const { client, table, timeoutMs } = options;
  const call = <T>(
    operation: string,
    signal: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    callAws({ service: 'DynamoDB', operation, resource: `table ${table}` }, timeoutMs, signal, run);
  return {
    async find(pixels, signal) {
      const item = await call('GetItem', signal, (abort) => calls.get(itemKey(pixels), abort));
      return item && decodeItem(item, `item ${sortKey(pixels)} of table ${table}`);
    },
    put: (pixels, metadata, signal) =>
      call('PutItem', signal, (abort) => calls.put(encodeItem(pixels, metadata), abort)),
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
  };
};

const sdkCalls = ({ client, table }: DynamoDbOptions): ItemCalls => ({
  get: async (Key, abortSignal) => {
    const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    return (await client.send(command, { abortSignal })).Item;
  },
  put: async (Item, abortSignal) => {
    await client.send(new PutItemCommand({ TableName: table, Item }), { abortSignal });
  },
});

const pageQuery = (table: string, start: QueryCommandOutput['LastEvaluatedKey']): QueryCommand =>
  new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': { S: partitionKey } },
    ProjectionExpression: 'SK',
    ConsistentRead: true,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });
