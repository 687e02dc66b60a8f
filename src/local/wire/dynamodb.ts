import type { JsonObject } from '../../core/json.ts';
import { decodeItem, encodeItem } from '../../core/service/item.ts';
import { partitionKey, pixelsOfSortKey, sortKey } from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import type { EventFiles } from '../store/event-files.ts';
import { createEncodeMemo } from './encode-memo.ts';
import { createEventItems } from './event-items.ts';
import { objectIn, parseJsonObject, stringIn } from './json.ts';
import { Refusal, toRefusal } from './refusal.ts';
import type { WireHandler, WireReply, WireRequest } from './wire-http.ts';

/** Whether a request speaks DynamoDB's protocol rather than S3's. */
export const isDynamoDb = ({ headers }: WireRequest): boolean =>
  String(headers['x-amz-target'] ?? '').startsWith('DynamoDB_');

/** The DynamoDB calls of a lookup over a metadata repository, JSON 1.0: and those of events: only items of ours exist. */
export const createDynamoDb = (
  table: string,
  metadata: MetadataRepository,
  events: EventFiles | undefined,
): WireHandler => {
  const eventItems = events && createEventItems(events);
  return async ({ headers, body }) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    const input = parseJsonObject(body);
    const answer = await eventItems?.(operation, inTable(table, input));
    if (answer !== undefined) return jsonReply(answer);
    switch (operation) {
      case 'GetItem':
        return textReply(await getItem(metadata, inTable(table, input)));
      case 'PutItem':
        return jsonReply(await putItem(metadata, objectIn(inTable(table, input), 'Item')));
      default:
        throw new Refusal(400, 'UnknownOperationException', `${operation} is not implemented here`);
    }
  };
};

const textReply = (body: string, status = 200): WireReply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body,
});

const jsonReply = (body: JsonObject, status?: number): WireReply =>
  textReply(JSON.stringify(body), status);

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

const encodedItem = createEncodeMemo((pixels, metadata) =>
  JSON.stringify({ Item: encodeItem(pixels, metadata) }),
);

const getItem = async (metadata: MetadataRepository, input: JsonObject): Promise<string> => {
  const pixels = pixelsOf(objectIn(input, 'Key'));
  const found = pixels === undefined ? undefined : await metadata.find(pixels);
  return pixels === undefined || found === undefined ? '{}' : encodedItem(pixels, found);
};

const putItem = async (metadata: MetadataRepository, item: JsonObject): Promise<JsonObject> => {
  const pixels = pixelsOf(item);
  if (pixels === undefined) {
    throw new Refusal(400, 'ValidationException', 'only items of images can be written here');
  }
  await metadata.put(pixels, decodeItem(item, `item ${sortKey(pixels)}`));
  return {};
};
