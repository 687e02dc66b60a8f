import { FibimgError } from '../../core/error.ts';
import type { TableItems } from '../../core/events/job-table.ts';
import { isObject, type JsonObject, parseJson } from '../../core/json.ts';
import { requireSuccess, serviceError } from './service-error.ts';
import type { WholeClient } from './whole-client.ts';

/** Items of a table in DynamoDB's own form. Failures are `storage` errors. */
export const createItemTable = (dynamodb: WholeClient, TableName: string): TableItems => {
  /** Undefined where a condition did not hold. */
  const call = async (
    operation: string,
    what: string,
    input: object,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject | undefined> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = JSON.stringify({ TableName, ...input });
    const answer = await dynamodb.call(what, { method: 'POST', path: '', headers, body }, signal);
    if (serviceError(answer).code === 'ConditionalCheckFailedException') return undefined;
    requireSuccess(what, answer);
    const output = parseJson(answer.bytes.toString());
    if (isObject(output)) return output;
    throw new FibimgError('storage', what, { why: 'the answer is not a JSON object' });
  };
  const memberOf = (output: JsonObject | undefined, name: string): JsonObject | undefined => {
    const member = output?.[name];
    return isObject(member) ? member : undefined;
  };
  const written = 'an item could not be written to the table';
  return {
    find: async (Key, signal) => {
      const input = { Key, ConsistentRead: true };
      const what = 'an item could not be read from the table';
      return memberOf(await call('GetItem', what, input, signal), 'Item');
    },
    put: async (Item, condition, signal) =>
      (await call('PutItem', written, { Item, ...condition }, signal)) !== undefined,
    update: async (Key, change, signal) => {
      const input = { Key, ...change, ReturnValues: 'ALL_NEW' };
      return memberOf(await call('UpdateItem', written, input, signal), 'Attributes');
    },
  };
};
