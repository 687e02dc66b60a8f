import { readAnswer, type WrongAnswer, WrongAnswerError } from '../../core/invocation/answer.ts';
import {
  environmentIn,
  initTypeIn,
  outcomeIn,
  type ServerTimes,
  serverTimesIn,
  serverTimingHeader,
  startIn,
} from '../../core/invocation/evidence-headers.ts';
import { type InitKind, judgeInit } from '../../core/invocation/init-kind.ts';
import type { LogEvidence } from '../../core/report-line/report-line.ts';
import { fibonacci } from '../../core/service/fibonacci.ts';
import { maxPixels, minPixels } from '../../core/service/pixels.ts';
import { parseUtc } from '../../core/utc.ts';
import type { SampleClass, Start, StoreOutcome } from '../engine/sample.ts';

/** What the service answered, whatever the transport. */
export interface ServiceReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What an answer says of its request. */
export interface Verdict {
  readonly class: SampleClass;
  readonly errorCode: string | undefined;
  readonly start: Start;
  readonly outcome: StoreOutcome;
  readonly environmentId: string | undefined;
  readonly initKind?: InitKind | undefined;
  readonly times?: ServerTimes | undefined;
  readonly requestId?: string | undefined;
}

/** The headers that the service answers with, besides those of HTTP. */
export const evidenceHeaders = [
  'x-fibimg-cold-start',
  'x-fibimg-outcome',
  'x-fibimg-environment',
  'x-fibimg-init-type',
  serverTimingHeader,
] as const;

interface Question {
  readonly pixels: number | undefined;
  readonly check: AnswerCheck | undefined;
  /** By URL some statuses are the platform's words for what an invocation tells apart by itself. */
  readonly via: 'url' | 'invoke';
  /** What the log says, where there is one. */
  readonly log?: LogEvidence;
}

/** Puts an answer into its class, and reads the service's evidence from its headers or else its body. */
export const judgeAnswer = (
  answer: ServiceReply,
  question: Question,
  latencyUs: number,
): Verdict => {
  const failure = failureOf(answer, question);
  const init = initIn(answer.headers, question.log, latencyUs);
  return {
    class: failure?.class ?? 'ok',
    errorCode: failure?.errorCode,
    start: init.start,
    outcome: outcomeOf(answer, latencyUs),
    environmentId: environmentIn(answer.headers),
    initKind: init.kind,
    times: serverTimesIn(answer.headers),
  };
};

/** The log beats the headers where it proves something. */
const initIn = (
  headers: ServiceReply['headers'],
  log: LogEvidence | undefined,
  latencyUs: number,
) => {
  const start = log === undefined || log.start === 'unknown' ? startIn(headers) : log.start;
  const latencyMs = latencyUs / 1000;
  return judgeInit({ start, initType: initTypeIn(headers), report: log?.report, latencyMs });
};

interface AnswerFailure {
  readonly class: SampleClass;
  readonly errorCode: string;
}

/**
 * A 502 of the service itself (its origin failed) carries the contract's error; the platform's 502 for a function that
 * crashed does not. A redirect is not followed, for it is another server that would then be measured.
 */
const failureOf = (
  { status, body }: ServiceReply,
  { pixels, check, via }: Question,
): AnswerFailure | undefined => {
  if (status >= 300 && status < 400 && status !== 304) {
    return { class: 'http_error', errorCode: 'redirect' };
  }
  if (status < 400) {
    const wrong = check?.(body, pixels);
    return wrong && { class: 'wrong_answer', errorCode: wrong };
  }
  const code = serviceErrorCode(body);
  const errorCode = code ?? String(status);
  if (via === 'invoke') return { class: 'http_error', errorCode };
  if (status === 429) return { class: 'throttled', errorCode: throttleReason(body) ?? errorCode };
  if (status === 502 && code === undefined) return { class: 'function_error', errorCode };
  return { class: 'http_error', errorCode };
};

const outcomeOf = ({ status, headers, body }: ServiceReply, latencyUs: number): StoreOutcome => {
  const told = outcomeIn(headers);
  return told ?? (status === 200 && wasStored(body, latencyUs) ? 'stored' : 'unknown');
};

/** `error.code` of the contract's error body. */
const serviceErrorCode = (body: string): string | undefined =>
  /^\s*\{\s*"error"\s*:\s*\{\s*"code"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1];

/** Lambda's reason, where it names one. */
const throttleReason = (body: string): string | undefined =>
  /"Reason"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1];

/** Checks one body of the service: undefined when it is right, else what is wrong with it. */
export type AnswerCheck = (body: string, pixels: number | undefined) => WrongAnswer | undefined;

/**
 * How much of a body is worth keeping: a checked one up to more than Lambda's largest answer (6 MB), of any other
 * enough to find an error's code in.
 */
export const keptBytes = (check: boolean): number => (check ? 7_000_000 : 1024);

/** How right answers for one integer read. */
interface Expected {
  /** From `int` to the beginning of `metadata`. */
  middle: string;
  /** Where that stood the last time. */
  at: number;
  /** All that followed in an answer found right in full. */
  rest: string;
  /** What has come unread, in steps of a full check's worth. */
  unread: number;
}

/**
 * An answer is read in full although it looks right when as much has come unread: each 64th, or each 256th where all
 * from the integer on reads as in one that was found right. After a wrong one all are, until one is right.
 */
const fullCheckAt = 256;
const unreadStep = 4;

/**
 * A check of the contract that is cheap enough for every answer: the integer and its Fibonacci number, every digit,
 * are compared as text with what this project writes, or with an answer that was found right in full.
 */
export const createAnswerCheck = (): AnswerCheck => {
  const expected = new Map<number, Expected>();
  const expectedFor = (int: number): Expected => {
    const known = expected.get(int);
    if (known) return known;
    const fresh = {
      middle: `"int":${int},"fibonacci":${fibonacci(int)}${metadataOpening}`,
      ...{ at: 0, rest: '', unread: 0 },
    };
    expected.set(int, fresh);
    return fresh;
  };
  return (body, pixels) => {
    const int = pixels ?? intIn(body);
    if (int === undefined || int < minPixels || int > maxPixels) return checkInFull(body, pixels);
    const entry = expectedFor(int);
    if (looksRight(body, entry)) {
      const { at, middle, rest } = entry;
      entry.unread += body.slice(at + middle.length) === rest ? 1 : unreadStep;
      if (entry.unread < fullCheckAt) return undefined;
    }
    const wrong = checkInFull(body, pixels);
    if (wrong === undefined) learn(entry, body);
    return wrong;
  };
};

/** The integer that the service chose. */
const intIn = (body: string): number | undefined => {
  const digits = /"int":([0-9]{1,4}),/.exec(body)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const opening = '{"context":{"';
const metadataOpening = ',"metadata":{';

const beforeNow = '},"now":"';
const nowLength = `${beforeNow}YYYY-MM-DD HH:MM:SS",`.length;

const looksRight = (body: string, entry: Expected): boolean => {
  const { middle } = entry;
  // Compared as slices because `startsWith` takes many times as long.
  if (body.slice(entry.at, entry.at + middle.length) !== middle) entry.at = body.indexOf(middle);
  const nowAt = entry.at - nowLength;
  return (
    nowAt > 0 &&
    body.slice(0, opening.length) === opening &&
    body.slice(nowAt, nowAt + beforeNow.length) === beforeNow &&
    body.endsWith('}}')
  );
};

/** As this service writes it; a body of another layout is unmatchable by its middle. */
const learn = (entry: Expected, body: string): void => {
  const at = body.indexOf('"int":');
  const to = body.indexOf(metadataOpening, at);
  const isKnown = at !== -1 && to !== -1;
  const end = to + metadataOpening.length;
  entry.middle = isKnown ? body.slice(at, end) : '\0';
  entry.at = at;
  entry.rest = body.slice(end);
  entry.unread = 0;
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
