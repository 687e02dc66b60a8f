import { isObject, type JsonObject } from '../json.ts';

/** One resource of a template. */
export interface Declared {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** The logical id that a Ref, a Fn::GetAtt or a plain string names. */
export const referenceIn = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  const reference = value['Ref'] ?? value['Fn::GetAtt'];
  const first = Array.isArray(reference) ? reference[0] : reference;
  return typeof first === 'string' ? first.split('.')[0] : undefined;
};

export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

export const stringIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const variablesIn = ({ properties }: Declared): JsonObject => {
  const environment = properties['Environment'];
  const variables = isObject(environment) ? environment['Variables'] : undefined;
  return isObject(variables) ? variables : {};
};
