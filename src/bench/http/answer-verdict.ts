import type { SampleClass, Start, StoreOutcome } from '../engine/sample.ts';
import { type AnswerCheck, wasStored } from './answer-check.ts';

/** What the service answered, by whatever way. */
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
}

/** The headers that the service answers with, besides those of HTTP. */
export const evidenceHeaders = [
  'x-fibimg-cold-start',
  'x-fibimg-outcome',
  'x-fibimg-environment',
] as const;

export interface Question {
  readonly pixels: number | undefined;
  readonly check: AnswerCheck | undefined;
  /** By URL some statuses are the platform's words for what an invocation tells apart by itself. */
  readonly via: 'url' | 'invoke';
}

/** Puts an answer into its class, and reads the service's evidence from its headers or else its body. */
export const judgeAnswer = (
  answer: ServiceReply,
  question: Question,
  latencyUs: number,
): Verdict => {
  const failure = failureOf(answer, question);
  return {
    class: failure?.class ?? 'ok',
    errorCode: failure?.errorCode,
    start: startOf(answer),
    outcome: outcomeOf(answer, latencyUs),
    environmentId: answer.headers.get('x-fibimg-environment'),
  };
};

interface AnswerFailure {
  readonly class: SampleClass;
  readonly errorCode: string;
}

/**
 * A 502 of the service itself (its origin failed) carries the contract's error; the platform's 502 for a function that
 * crashed does not.
 */
const failureOf = (
  { status, body }: ServiceReply,
  { pixels, check, via }: Question,
): AnswerFailure | undefined => {
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

const startOf = ({ headers }: ServiceReply): Start => {
  const cold = headers.get('x-fibimg-cold-start');
  if (cold === 'true') return 'cold';
  return cold === 'false' ? 'warm' : 'unknown';
};

const outcomeOf = ({ status, headers, body }: ServiceReply, latencyUs: number): StoreOutcome => {
  const outcome = headers.get('x-fibimg-outcome');
  if (outcome === 'stored' || outcome === 'fetched') return outcome;
  return status === 200 && wasStored(body, latencyUs) ? 'stored' : 'unknown';
};

/** `error.code` of the contract's error body. */
const serviceErrorCode = (body: string): string | undefined =>
  /^\s*\{\s*"error"\s*:\s*\{\s*"code"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1];

/** Lambda's reason, where it names one. */
const throttleReason = (body: string): string | undefined =>
  /"Reason"\s*:\s*"([^"\\]{1,64})"/.exec(body)?.[1];
