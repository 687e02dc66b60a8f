import { isObject } from '../../core/json.ts';

/** Says where a value is not what it must be, undefined where it is; `at` is where it stands. */
export type Shape = (value: unknown, at: string) => string | undefined;

const must =
  (what: string, is: (value: unknown) => boolean): Shape =>
  (value, at) =>
    is(value) ? undefined : `${at} is not ${what}`;

export const text = must('text', (value) => typeof value === 'string');
export const number = must('a number', (value) => typeof value === 'number');
export const truth = must('true or false', (value) => typeof value === 'boolean');
export const count = must(
  'a count',
  (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
);

export const oneOf = (words: readonly unknown[]): Shape =>
  must(`one of ${words.join(', ')}`, (value) => words.includes(value));

export const orNull =
  (shape: Shape): Shape =>
  (value, at) =>
    value === null ? undefined : shape(value, at);

export const listOf =
  (shape: Shape): Shape =>
  (value, at) => {
    if (!Array.isArray(value)) return `${at} is not a list`;
    return first(value.map((one, index) => shape(one, `${at}[${index}]`)));
  };

/** Any keys, each of whose values has the shape. */
export const mapOf =
  (shape: Shape): Shape =>
  (value, at) => {
    if (!isObject(value)) return `${at} is not an object`;
    return first(Object.entries(value).map(([key, member]) => shape(member, `${at}.${key}`)));
  };

/** The keys that there must be and those that there may be; others are none of this version's business. */
export const objectOf =
  (required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}) =>
  (value: unknown, at: string): string | undefined => {
    if (!isObject(value)) return `${at} is not an object`;
    const wrong = Object.entries(required).map(([key, shape]) =>
      value[key] === undefined ? `${at} has no ${key}` : shape(value[key], `${at}.${key}`),
    );
    const more = Object.entries(optional).map(([key, shape]) =>
      value[key] === undefined ? undefined : shape(value[key], `${at}.${key}`),
    );
    return first([...wrong, ...more]);
  };

const first = (found: readonly (string | undefined)[]): string | undefined =>
  found.find((wrong) => wrong !== undefined);
