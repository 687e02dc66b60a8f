import { isObject, type JsonObject } from '../../core/json.ts';
import { Refusal } from './refusal.ts';

/**
 * Whether an item, which may not be there, meets a condition as far as ours use DynamoDB's language: comparisons of an
 * attribute with a value, and its absence, joined by OR. Anything else is refused.
 */
export const meetsCondition = (
  condition: string,
  item: JsonObject | undefined,
  values: JsonObject,
): boolean =>
  condition.split(' OR ').some((clause) => {
    const absent = /^attribute_not_exists\((\w+)\)$/.exec(clause)?.[1];
    if (absent !== undefined) return item?.[absent] === undefined;
    const [, name = '', operator, value = ''] = /^(\w+) ([<=]) (:\w+)$/.exec(clause) ?? [];
    if (operator === undefined) throw unknownExpression(clause);
    const [has, wanted] = [scalarOf(item?.[name]), scalarOf(values[value])];
    if (has === undefined || wanted === undefined || typeof has !== typeof wanted) return false;
    return operator === '=' ? has === wanted : has < wanted;
  });

const scalarOf = (attribute: unknown): string | number | undefined => {
  if (!isObject(attribute)) return undefined;
  const { S, N } = attribute;
  if (typeof S === 'string') return S;
  return typeof N === 'string' ? Number(N) : undefined;
};

/** The item after `SET name = :value`, or after `ADD name :value` of a set of strings. */
export const updated = (update: string, item: JsonObject, values: JsonObject): JsonObject => {
  const [, set, setValue = ''] = /^SET (\w+) = (:\w+)$/.exec(update) ?? [];
  if (set !== undefined) return { ...item, [set]: values[setValue] };
  const [, name, value = ''] = /^ADD (\w+) (:\w+)$/.exec(update) ?? [];
  if (name === undefined) throw unknownExpression(update);
  return { ...item, [name]: { SS: [...new Set([...setOf(item[name]), ...setOf(values[value])])] } };
};

const setOf = (attribute: unknown): readonly unknown[] => {
  const members = isObject(attribute) ? attribute['SS'] : undefined;
  return Array.isArray(members) ? members : [];
};

const unknownExpression = (text: string): Refusal =>
  new Refusal(400, 'ValidationException', `the expression ${text} is not understood here`);
