import { readAnswer, type WrongAnswer, WrongAnswerError } from '../core/answer.ts';
import { parseUtc } from '../core/utc.ts';

/** Checks one body of the service: undefined when it is right, else what is wrong with it. */
export type AnswerCheck = (body: string, pixels: number | undefined) => WrongAnswer | undefined;

/**
 * How much of a body is worth keeping: a checked one up to more than Lambda's largest answer (6 MB), of any other
 * enough to find an error's code in.
 */
export const keptBytes = (check: boolean): number => (check ? 7_000_000 : 1024);

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
  try {
    readAnswer(body, pixels);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof WrongAnswerError) return thrown.wrong;
    throw thrown;
  }
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
