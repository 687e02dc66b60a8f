import { isObject, type JsonObject } from '../../core/json.ts';
import { Refusal } from './refusal.ts';

export const parseJsonObject = (body: Buffer): JsonObject => {
  try {
    const json: unknown = JSON.parse(body.toString());
    if (isObject(json)) return json;
  } catch {
    // Falls through to the same refusal.
  }
  throw new Refusal(400, 'SerializationException', 'The request is not a JSON object');
};

export const objectIn = (object: JsonObject, name: string): JsonObject => {
  const value = object[name];
  if (isObject(value)) return value;
  throw new Refusal(400, 'ValidationException', `${name} is missing or not an object`);
};

export const stringIn = (object: JsonObject, name: string): string => {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new Refusal(400, 'ValidationException', `${name} is not a string`);
};
