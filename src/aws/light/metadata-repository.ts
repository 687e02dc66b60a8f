import { FibimgError } from '../../core/error.ts';
import { isObject, type JsonObject, parseJson } from '../../core/json.ts';
import type { LookupRepository } from '../../core/service/image-service.ts';
import { decodeItem, encodeItem, itemKey } from '../../core/service/item.ts';
import { sortKey } from '../../core/service/keys.ts';
import type { LightClient } from './client.ts';
import type { ServiceAnswer } from './server-socket.ts';
import { requireSuccess } from './service-error.ts';

/** The table's half of a lookup. Failures are `storage` errors, an unreadable item a `corrupt` one. */
export const createLightMetadataRepository = (
  dynamodb: LightClient,
  table: string,
): LookupRepository => {
  const call = async (
    operation: 'GetItem' | 'PutItem',
    what: string,
    input: object,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject | undefined> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify({ TableName: table, ...input });
    const request = { method: 'POST', path: '', headers, body };
    return itemOf(what, await dynamodb.call(what, request, signal));
  };
  return {
    find: async (pixels, signal) => {
      const what = `${sortKey(pixels)} could not be read from the table`;
      const input = { Key: itemKey(pixels), ConsistentRead: true };
      const item = await call('GetItem', what, input, signal);
      return item && decodeItem(item, `${sortKey(pixels)} of table ${table}`);
    },
    put: async (pixels, metadata, signal) => {
      const what = `${sortKey(pixels)} could not be written to the table`;
      await call('PutItem', what, { Item: encodeItem(pixels, metadata) }, signal);
    },
  };
};

const itemOf = (what: string, answer: ServiceAnswer): JsonObject | undefined => {
  const output = parseJson(requireSuccess(what, answer).body);
  if (!isObject(output)) {
    throw new FibimgError('storage', what, { why: 'the answer is not a JSON object' });
  }
  return isObject(output['Item']) ? output['Item'] : undefined;
};
