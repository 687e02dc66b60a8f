import { FibimgError } from '../../core/error.ts';
import type { LookupRepository } from '../../core/service/image-service.ts';
import { decodeItem, encodeItem, itemKey } from '../../core/service/item.ts';
import { sortKey } from '../../core/service/keys.ts';
import type { LightClient } from './client.ts';
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
  ): Promise<unknown> => {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify({ TableName: table, ...input });
    const request = { method: 'POST', path: '', headers, body };
    const answer = await dynamodb.call(what, request, signal);
    return parseJson(what, requireSuccess(what, answer).body.toString());
  };
  return {
    find: async (pixels, signal) => {
      const what = `${sortKey(pixels)} could not be read from the table`;
      const input = { Key: itemKey(pixels), ConsistentRead: true };
      const item = itemOf(await call('GetItem', what, input, signal));
      return item && decodeItem(item, `${sortKey(pixels)} of table ${table}`);
    },
    put: async (pixels, metadata, signal) => {
      const what = `${sortKey(pixels)} could not be written to the table`;
      await call('PutItem', what, { Item: encodeItem(pixels, metadata) }, signal);
    },
  };
};

const parseJson = (what: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FibimgError('storage', what, { why: 'the answer is not JSON', cause });
  }
};

const itemOf = (output: unknown): Readonly<Record<string, unknown>> | undefined => {
  if (typeof output !== 'object' || output === null || !('Item' in output)) return undefined;
  const { Item: item } = output;
  return typeof item === 'object' && item !== null ? { ...item } : undefined;
};
