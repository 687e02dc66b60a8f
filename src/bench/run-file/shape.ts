import { isObject } from '../../core/json.ts';

/** Says where a value is not what it must be, undefined where it is; `at` is where it stands. */
export type Shape = (value: unknown, at: string) => string | undefined;

const must =
  (what: string, is: (value: unknown) => boolean): Shape =>
  (value, at) =>
    is(value) ? undefined : `${at} is not ${what}`;

export const text = must('text', (value) => typeof value === 'string');
/** JSON has no other; `1e999` is read as one. */
export const number = must('a number', Number.isFinite);
/** Before or after any clock of ours by less than three hundred years: dates can be computed with it. */
export const milliseconds = must(
  'a time in milliseconds',
  (value) => typeof value === 'number' && Math.abs(value) < 1e13,
);
export const instant = must(
  'an instant in ISO 8601',
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT/.test(value) &&
    Number.isFinite(Date.parse(value)),
);
export const truth = must('true or false', (value) => typeof value === 'boolean');
export const count = must(
  'a count',
  (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
);

export const oneOf = (words: readonly unknown[]): Shape =>
  must(`one of ${words.join(', ')}`, (value) => words.includes(value));

/** At most so much: what is counted up to is made that many times. */
export const countUpTo = (most: number): Shape =>
  must(`a count up to ${most}`, (value) => count(value, '') === undefined && Number(value) <= most);

/** The first of the shapes that the value has, or what the last says. */
export const either =
  (one: Shape, other: Shape): Shape =>
  (value, at) =>
    one(value, at) === undefined ? undefined : other(value, at);

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

/** From and to, or with and without. */
export const pairOf =
  (shape: Shape): Shape =>
  (value, at) =>
    Array.isArray(value) && value.length === 2
      ? listOf(shape)(value, at)
      : `${at} is not a list of two`;

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

/** Objects of several shapes, told apart by the word under a key. */
export const variants = (
  key: string,
  shapes: Readonly<Record<string, Shape>>,
  whole: (own: Shape) => Shape,
): Shape => {
  const known = new Map(Object.entries(shapes).map(([word, own]) => [word, whole(own)]));
  const named = objectOf({ [key]: oneOf([...known.keys()]) });
  return (value, at) => {
    const word = isObject(value) ? value[key] : undefined;
    const shape = typeof word === 'string' ? known.get(word) : undefined;
    return named(value, at) ?? shape?.(value, at);
  };
};

const first = (found: readonly (string | undefined)[]): string | undefined =>
  found.find((wrong) => wrong !== undefined);
