import { fibonacci } from '../core/fibonacci.ts';
import { metadataKeys } from '../core/metadata.ts';
import { parseUtc } from '../core/utc.ts';

/** Checks one body of the service: undefined when it is right, else what is wrong with it. */
export type AnswerCheck = (body: string, pixels: number | undefined) => WrongAnswer | undefined;

export type WrongAnswer = 'not_json' | 'wrong_shape' | 'wrong_int' | 'wrong_fibonacci';

/** Every so many answers to one integer are read in full; the others are compared with one that was. */
const fullCheckEvery = 64;

/** How the part between `now` and `metadata` reads for one integer, once an answer was found right in full. */
interface Known {
  readonly middle: string;
  seen: number;
}

/**
 * A check of the contract that is cheap enough for every answer: the integer and its Fibonacci number, every digit,
 * are compared as text with an answer that was read in full.
 */
export const createAnswerCheck = (): AnswerCheck => {
  const known = new Map<number, Known>();
  return (body, pixels) => {
    const entry = pixels === undefined ? undefined : known.get(pixels);
    if (entry && ++entry.seen % fullCheckEvery !== 0 && looksRight(body, entry.middle)) {
      return undefined;
    }
    const wrong = checkInFull(body, pixels);
    if (wrong === undefined && pixels !== undefined && !entry) {
      known.set(pixels, { middle: middleOf(body), seen: 0 });
    }
    return wrong;
  };
};

const opening = '{"context":{"';
const metadataOpening = ',"metadata":{';

const beforeNow = '},"now":"';
const nowLength = `${beforeNow}YYYY-MM-DD HH:MM:SS",`.length;

const looksRight = (body: string, middle: string): boolean => {
  const at = body.indexOf(middle);
  return (
    body.startsWith(opening) && body.startsWith(beforeNow, at - nowLength) && body.endsWith('}}')
  );
};

/** `"int":N,"fibonacci":F,"metadata":{` as this service writes it; unmatchable text for a body of another layout. */
const middleOf = (body: string): string => {
  const from = body.indexOf('"int":');
  const to = body.indexOf(metadataOpening, from);
  return from === -1 || to === -1 ? '\0' : body.slice(from, to + metadataOpening.length);
};

const checkInFull = (body: string, pixels: number | undefined): WrongAnswer | undefined => {
  const fields = parseObject(body);
  if (fields === undefined) return 'not_json';
  const int = fields.get('int');
  if (!hasShape(fields) || typeof int !== 'number') return 'wrong_shape';
  if (pixels === undefined ? !isServed(int) : int !== pixels) return 'wrong_int';
  return isFibonacci(digitsOf(body), int) ? undefined : 'wrong_fibonacci';
};

const parseObject = (text: string): Map<string, unknown> | undefined => {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const fieldsOf = (value: unknown): Map<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;

const hasKeys = (fields: Map<string, unknown> | undefined, keys: readonly string[]): boolean =>
  fields !== undefined && [...fields.keys()].join() === keys.join();

const bodyKeys = ['context', 'now', 'int', 'fibonacci', 'metadata'];
const contextKeys = ['awsRequestId', 'deadlineMs', 'invokedFunctionArn', 'traceId'];

const hasShape = (fields: Map<string, unknown>): boolean => {
  const now = fields.get('now');
  return (
    hasKeys(fields, bodyKeys) &&
    hasKeys(fieldsOf(fields.get('context')), contextKeys) &&
    hasKeys(fieldsOf(fields.get('metadata')), metadataKeys) &&
    typeof now === 'string' &&
    parseUtc(now) !== undefined
  );
};

/** What the service draws from when no integer is asked for. */
const isServed = (int: number): boolean => Number.isInteger(int) && int >= 400 && int <= 1000;

/** The number as written, for a double would lose its digits. */
const digitsOf = (body: string): string =>
  /"fibonacci"\s*:\s*([0-9.eE+-]+)\s*,\s*"metadata"/.exec(body)?.[1] ?? '';

/** Exact digits, or the original's rounding: it adds doubles, which agree to a relative 1e-14. */
const isFibonacci = (digits: string, int: number): boolean => {
  const exact = fibonacci(int);
  if (/^[0-9]+$/.test(digits)) return digits === exact.toString();
  const value = Number(digits);
  return digits !== '' && Math.abs(value / Number(exact) - 1) <= 1e-14;
};

/**
 * Whether the image lay in the store, from the body alone: what was created over two seconds before the answer, less
 * the time the client waited, was there before the request. Anything nearer is no evidence.
 */
export const wasStored = (body: string, latencyUs: number): boolean => {
  const now = instantAfter(body, '"now":"');
  const created = instantAfter(body, '"created":"');
  if (now === undefined || created === undefined) return false;
  return now - created > latencyUs / 1000 + 2000;
};

const instantAfter = (body: string, marker: string): number | undefined => {
  const at = body.indexOf(marker);
  if (at === -1) return undefined;
  const from = at + marker.length;
  return parseUtc(body.slice(from, from + 19))?.getTime();
};
