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

export const optionalObjectIn = (object: JsonObject, name: string): JsonObject | undefined => {
  const value = object[name];
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new Refusal(400, 'SerializationException', `${name} is not an object`);
};

export const objectIn = (object: JsonObject, name: string): JsonObject => {
  const value = optionalObjectIn(object, name);
  if (value !== undefined) return value;
  throw new Refusal(400, 'ValidationException', `${name} is missing`);
};

export const stringIn = (object: JsonObject, name: string): string => {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new Refusal(400, 'ValidationException', `${name} is not a string`);
};

export const listIn = (object: JsonObject, name: string): readonly JsonObject[] => {
  const value = object[name];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new Refusal(400, 'ValidationException', `${name} is not a list of objects`);
};
