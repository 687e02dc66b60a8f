import { jobPartition } from '../../core/events/job-table.ts';
import { thumbnailPartition } from '../../core/events/thumbnail-item.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { EventFiles } from '../store/event-files.ts';
import { meetsCondition, updated } from './expressions.ts';
import { createTurns } from './in-turn.ts';
import { objectIn, stringIn } from './json.ts';
import { Refusal } from './refusal.ts';

/**
 * The DynamoDB calls of events, on items of their partitions: gives undefined for any other. Writes of one item take
 * turns, as DynamoDB's do.
 */
export const createEventItems = (files: EventFiles) => {
  const inTurn = createTurns();
  return async (operation: string, input: JsonObject): Promise<JsonObject | undefined> => {
    const given = input[operation === 'PutItem' ? 'Item' : 'Key'];
    if (!isObject(given) || !isOfEvents(given)) return undefined;
    const [partition, sort] = [
      stringIn(objectIn(given, 'PK'), 'S'),
      stringIn(objectIn(given, 'SK'), 'S'),
    ];
    const write = (item: JsonObject) => files.writeItem(partition, sort, item);
    const found = (): JsonObject | undefined => {
      const item = files.readItem(partition, sort);
      const { ConditionExpression: condition, ExpressionAttributeValues: values } = input;
      if (typeof condition !== 'string') return item;
      if (meetsCondition(condition, item, isObject(values) ? values : {})) return item;
      const code = 'ConditionalCheckFailedException';
      throw new Refusal(400, code, 'The conditional request failed');
    };
    return inTurn(JSON.stringify([partition, sort]), async () => {
      if (operation === 'GetItem') {
        const Item = files.readItem(partition, sort);
        return Item === undefined ? {} : { Item };
      }
      const before = found();
      if (operation === 'PutItem') {
        await write(given);
        return {};
      }
      if (operation !== 'UpdateItem') return undefined;
      const values = objectIn(input, 'ExpressionAttributeValues');
      const Attributes = updated(stringIn(input, 'UpdateExpression'), before ?? given, values);
      await write(Attributes);
      return { Attributes };
    });
  };
};

const isOfEvents = ({ PK }: JsonObject): boolean => {
  const partition = isObject(PK) ? PK['S'] : undefined;
  return partition === thumbnailPartition || partition === jobPartition;
};
