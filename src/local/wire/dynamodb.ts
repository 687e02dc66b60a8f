import type { JsonObject } from '../../core/json.ts';
import { decodeItem, encodeItem } from '../../core/service/item.ts';
import { partitionKey, pixelsOfSortKey, sortKey } from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { query } from './dynamodb-query.ts';
import type { WireHandler, WireReply, WireRequest } from './http-server.ts';
import { listIn, objectIn, optionalObjectIn, parseJsonObject, stringIn } from './json.ts';
import { Refusal, toRefusal } from './refusal.ts';

const largestBatch = 25;

/** Whether a request speaks DynamoDB's protocol rather than S3's. */
export const isDynamoDb = ({ headers }: WireRequest): boolean =>
  String(headers['x-amz-target'] ?? '').startsWith('DynamoDB_');

/** The DynamoDB calls of a lookup over a metadata repository, JSON 1.0: only items of ours exist. */
export const createDynamoDb =
  (table: string, metadata: MetadataRepository): WireHandler =>
  async ({ headers, body }) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    const input = parseJsonObject(body);
    switch (operation) {
      case 'GetItem':
        return jsonReply(await getItem(metadata, inTable(table, input)));
      case 'PutItem':
        return jsonReply(await putItem(metadata, objectIn(inTable(table, input), 'Item')));
      case 'DeleteItem':
        return jsonReply(await deleteItem(metadata, objectIn(inTable(table, input), 'Key')));
      case 'Query':
        return jsonReply(await query(metadata, inTable(table, input)));
      case 'BatchWriteItem':
        return jsonReply(await batchWrite(table, metadata, objectIn(input, 'RequestItems')));
      case 'DescribeTable':
        inTable(table, input);
        return jsonReply({ Table: await describe(table, metadata) });
      default:
        throw new Refusal(400, 'UnknownOperationException', `${operation} is not implemented here`);
    }
  };

const jsonReply = (body: JsonObject, status = 200): WireReply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});

export const dynamoDbFailure = (thrown: unknown): WireReply => {
  const { status, code, message } = toRefusal(thrown, 'InternalServerError');
  const namespace = code.startsWith('Validation')
    ? 'com.amazon.coral.validate'
    : 'com.amazonaws.dynamodb.v20120810';
  return jsonReply({ __type: `${namespace}#${code}`, message }, status);
};

const inTable = (table: string, input: JsonObject): JsonObject => {
  if (stringIn(input, 'TableName') === table) return input;
  throw new Refusal(400, 'ResourceNotFoundException', 'Requested resource not found');
};

/** The size that a primary key names; undefined for keys that cannot be ours. */
const pixelsOf = (key: JsonObject): number | undefined => {
  const partition = stringIn(objectIn(key, 'PK'), 'S');
  const pixels = pixelsOfSortKey(stringIn(objectIn(key, 'SK'), 'S'));
  return partition === partitionKey ? pixels : undefined;
};

const getItem = async (metadata: MetadataRepository, input: JsonObject): Promise<JsonObject> => {
  const pixels = pixelsOf(objectIn(input, 'Key'));
  const found = pixels === undefined ? undefined : await metadata.find(pixels);
  return pixels === undefined || found === undefined ? {} : { Item: encodeItem(pixels, found) };
};

const putItem = async (metadata: MetadataRepository, item: JsonObject): Promise<JsonObject> => {
  const pixels = pixelsOf(item);
  if (pixels === undefined) {
    throw new Refusal(400, 'ValidationException', 'only items of images can be written here');
  }
  await metadata.put(pixels, decodeItem(item, `item ${sortKey(pixels)}`));
  return {};
};

const deleteItem = async (metadata: MetadataRepository, key: JsonObject): Promise<JsonObject> => {
  const pixels = pixelsOf(key);
  if (pixels !== undefined) await metadata.remove([pixels]);
  return {};
};

const batchWrite = async (
  table: string,
  metadata: MetadataRepository,
  requestItems: JsonObject,
): Promise<JsonObject> => {
  const [name = '', ...others] = Object.keys(requestItems);
  inTable(table, { TableName: name });
  const requests = listIn(requestItems, name);
  if (requests.length > largestBatch || others.length > 0) {
    throw new Refusal(
      400,
      'ValidationException',
      'Too many items requested for the BatchWriteItem call',
    );
  }
  for (const request of requests) {
    const put = optionalObjectIn(request, 'PutRequest');
    if (put) await putItem(metadata, objectIn(put, 'Item'));
    else await deleteItem(metadata, objectIn(objectIn(request, 'DeleteRequest'), 'Key'));
  }
  return { UnprocessedItems: {} };
};

const describe = async (table: string, metadata: MetadataRepository): Promise<JsonObject> => {
  let count = 0;
  for await (const _ of metadata.list()) count += 1;
  return {
    TableName: table,
    TableStatus: 'ACTIVE',
    TableArn: `arn:aws:dynamodb:local:000000000000:table/${table}`,
    AttributeDefinitions: ['PK', 'SK'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ItemCount: count,
  };
};
