import type { JsonObject } from '../../core/json.ts';
import { encodeItem } from '../../core/service/item.ts';
import { partitionKey, sortKey } from '../../core/service/keys.ts';
import type { MetadataRepository } from '../../core/service/ports.ts';
import { objectIn, optionalObjectIn, stringIn } from './json.ts';
import { Refusal } from './refusal.ts';

/** Query by partition key alone, in the order of the sort keys, with Limit, paging and projection. */
export const query = async (
  metadata: MetadataRepository,
  input: JsonObject,
): Promise<JsonObject> => {
  const after = sortKeyIn(optionalObjectIn(input, 'ExclusiveStartKey'));
  const stored = askedPartition(input) === partitionKey ? await sortedPixels(metadata) : [];
  const rest = stored.filter((pixels) => sortKey(pixels) > after);
  const page = rest.slice(0, limitIn(input) ?? rest.length);
  const last = page.at(-1);
  const paging =
    page.length < rest.length && last !== undefined ? { LastEvaluatedKey: keyOf(last) } : {};
  const counts = { Count: page.length, ScannedCount: page.length };
  if (input['Select'] === 'COUNT') return { ...counts, ...paging };
  const names = projectedNames(input);
  const items: JsonObject[] = [];
  for (const pixels of page) {
    const item = await itemOf(metadata, pixels, names);
    if (item !== undefined) items.push(item);
  }
  return { Items: items, ...counts, ...paging };
};

const keyOf = (pixels: number) => ({ PK: { S: partitionKey }, SK: { S: sortKey(pixels) } });

const sortedPixels = async (metadata: MetadataRepository): Promise<number[]> => {
  const stored: number[] = [];
  for await (const pixels of metadata.list()) stored.push(pixels);
  return stored.sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
};

/** The value that the one condition `PK = :value` names. */
const askedPartition = (input: JsonObject): string => {
  const condition = stringIn(input, 'KeyConditionExpression');
  const [, name = '', value = ''] = /^\s*(#?\w+)\s*=\s*(:\w+)\s*$/.exec(condition) ?? [];
  const names = optionalObjectIn(input, 'ExpressionAttributeNames') ?? {};
  if ((name.startsWith('#') ? names[name] : name) !== 'PK') {
    throw new Refusal(400, 'ValidationException', 'Query condition missed key schema element: PK');
  }
  return stringIn(objectIn(objectIn(input, 'ExpressionAttributeValues'), value), 'S');
};

const sortKeyIn = (key: JsonObject | undefined): string =>
  key === undefined ? '' : stringIn(objectIn(key, 'SK'), 'S');

const limitIn = (input: JsonObject): number | undefined => {
  const limit = input['Limit'];
  return typeof limit === 'number' && limit > 0 ? limit : undefined;
};

const projectedNames = (input: JsonObject): readonly string[] | undefined => {
  const expression = input['ProjectionExpression'];
  if (typeof expression !== 'string') return undefined;
  const names = optionalObjectIn(input, 'ExpressionAttributeNames') ?? {};
  return expression.split(',').map((part) => {
    const name = part.trim();
    return name.startsWith('#') ? stringIn(names, name) : name;
  });
};

/** Undefined when the item went away meanwhile; keys alone are answered without reading it. */
const itemOf = async (
  metadata: MetadataRepository,
  pixels: number,
  names: readonly string[] | undefined,
): Promise<JsonObject | undefined> => {
  const keys = keyOf(pixels);
  const found = names?.every((name) => name in keys) ? undefined : await metadata.find(pixels);
  const item = found ? encodeItem(pixels, found) : names && keys;
  if (item === undefined || names === undefined) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
};
