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
