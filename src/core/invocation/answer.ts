import { FibimgError } from '../error.ts';
import { membersOf, parseJson, stringOrNone } from '../json.ts';
import { memberSources } from '../json-source.ts';
import { fibonacci } from '../service/fibonacci.ts';
import { decodeMetadata, type Metadata } from '../service/metadata.ts';
import { maxPixels, minPixels } from '../service/pixels.ts';
import type { InvocationContext } from '../service/response.ts';
import { parseUtc } from '../utc.ts';

/** The contract's answer as a client reads it. */
export interface ServiceAnswer {
  readonly context: InvocationContext;
  /** UTC, `YYYY-MM-DD HH:MM:SS`. */
  readonly now: string;
  readonly pixels: number;
  /** As written: all digits, or the original's rounding, such as `1.760236806450138e+83`. */
  readonly fibonacci: string;
  readonly metadata: Metadata;
}

export type WrongAnswer = 'not_json' | 'wrong_shape' | 'wrong_int' | 'wrong_fibonacci';

/** What is wrong with a body, and why. */
export class WrongAnswerError extends FibimgError {
  readonly wrong: WrongAnswer;

  constructor(wrong: WrongAnswer, why: string) {
    super('function_error', "the answer is not the service's", { why });
    this.wrong = wrong;
  }
}

/** The keys of the contract's body, in order. */
const answerKeys = ['context', 'now', 'int', 'fibonacci', 'metadata'] as const;

/**
 * Reads a body and checks it against the contract: its keys, the integer asked for, and the Fibonacci number, exact or
 * as the original rounds it.
 *
 * @throws WrongAnswerError
 */
export const readAnswer = (body: string, asked?: number): ServiceAnswer => {
  const members = membersOf(parseJson(body));
  if (members.size === 0) throw new WrongAnswerError('not_json', notObject(body));
  const keys = [...members.keys()].join(', ');
  if (keys !== answerKeys.join(', ')) {
    throw new WrongAnswerError('wrong_shape', `its keys are ${clip(keys)}`);
  }
  const sources = memberSources(body);
  const pixels = readPixels(members.get('int'), asked);
  return {
    context: readContext(members.get('context')),
    now: readNow(members.get('now')),
    pixels,
    fibonacci: readFibonacci(sources.get('fibonacci') ?? '', pixels),
    metadata: readMetadata(sources.get('metadata') ?? ''),
  };
};

const notObject = (body: string): string => {
  if (body.trim() === '') return 'it is empty';
  if (/^\s*<(!doctype|html|\?xml|head|body)/i.test(body)) return 'it is a page of HTML or XML';
  return `it is not a JSON object: ${clip(body)}`;
};

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

const readPixels = (int: unknown, asked: number | undefined): number => {
  if (typeof int !== 'number' || !Number.isInteger(int) || int < minPixels || int > maxPixels) {
    throw new WrongAnswerError('wrong_int', `int is ${clip(JSON.stringify(int))}`);
  }
  if (asked === undefined || int === asked) return int;
  throw new WrongAnswerError('wrong_int', `int is ${int}, but ${asked} was asked for`);
};

const readContext = (value: unknown): InvocationContext => {
  const members = membersOf(value);
  const text = (key: string): string => {
    const member = stringOrNone(members.get(key));
    if (member !== undefined) return member;
    throw new WrongAnswerError('wrong_shape', `context.${key} is not a string`);
  };
  const deadlineMs = members.get('deadlineMs');
  if (typeof deadlineMs !== 'number') {
    throw new WrongAnswerError('wrong_shape', 'context.deadlineMs is not a number');
  }
  const awsRequestId = text('awsRequestId');
  const invokedFunctionArn = text('invokedFunctionArn');
  return { awsRequestId, deadlineMs, invokedFunctionArn, traceId: text('traceId') };
};

const readNow = (now: unknown): string => {
  if (typeof now === 'string' && parseUtc(now) !== undefined) return now;
  throw new WrongAnswerError('wrong_shape', 'now is not a time of the form YYYY-MM-DD HH:MM:SS');
};

const readFibonacci = (source: string, pixels: number): string => {
  if (agrees(source, fibonacci(pixels))) return source;
  throw new WrongAnswerError('wrong_fibonacci', `F(${pixels}) is not ${clip(source)}`);
};

/** The original adds doubles: its value is a rounding of ours, to a relative 1e-14. */
const agrees = (source: string, exact: bigint): boolean => {
  if (/^[0-9]+$/.test(source)) return source === exact.toString();
  const value = Number(source);
  return Number.isFinite(value) && Math.abs(value / Number(exact) - 1) <= 1e-14;
};

const readMetadata = (source: string): Metadata => {
  try {
    return decodeMetadata(source, 'the answer');
  } catch (thrown) {
    if (!(thrown instanceof FibimgError)) throw thrown;
    throw new WrongAnswerError('wrong_shape', `metadata: ${thrown.why ?? thrown.message}`);
  }
};
