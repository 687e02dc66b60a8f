import { codeOf, FibimgError, statusOf } from '../../core/error.ts';
import { readFunctionAnswer, readFunctionError } from '../../core/invocation/function-answer.ts';
import { imageEvent } from '../../core/invocation/http-event.ts';
import type { FunctionInvoker, InvokeAnswer } from '../../core/invocation/invoker.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import { billedMsOf } from '../../core/price/billed-duration.ts';
import { readLog } from '../../core/report-line/report-line.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import type { PlannedRequest, Requester } from '../engine/requester.ts';
import type { Sample, Start } from '../engine/sample.ts';
import {
  type AnswerCheck,
  createAnswerCheck,
  judgeAnswer,
  type ServiceReply,
  type Verdict,
} from '../http/answer-verdict.ts';

interface InvokeRequesterOptions {
  /** One that never repeats a call, with as many sockets as virtual users. */
  readonly invoker: FunctionInvoker;
  readonly functionName: string;
  readonly qualifier?: string;
  /** Of the HTTP event that the function gets. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly check: boolean;
  /** The events to send in place of the URL's. */
  readonly payloads?: readonly Uint8Array[];
  /** For the ids and times within the events. */
  readonly clock: Clock;
  readonly rng: Rng;
  /** The run's monotonic clock, the same as the scheduler's. */
  readonly nowUs: () => number;
}

/** Invokes a function directly, with the event that its URL would give it; the log's tail tells cold from warm. */
export const createInvokeRequester = (options: InvokeRequesterOptions): Requester => {
  const { invoker, nowUs } = options;
  const check = options.check ? createAnswerCheck() : undefined;
  const inFlight = new Set<AbortController>();

  const invoke = async (request: PlannedRequest, dueUs: number | undefined): Promise<Sample> => {
    const payload = payloadFor(request, options);
    const controller = new AbortController();
    inFlight.add(controller);
    const startedUs = nowUs();
    const intendedUs = dueUs ?? startedUs;
    const base = { intendedUs, startedUs, bytesSent: payload.length, connectionRetries: 0 };
    try {
      const { functionName, qualifier } = options;
      const call = { functionName, qualifier, payload, mode: 'request', logTail: true } as const;
      const answer = await invoker.invoke(call, controller.signal);
      const endedUs = nowUs();
      return { ...base, endedUs, ...answered(answer, request, endedUs - startedUs, check) };
    } catch (thrown) {
      return { ...base, endedUs: nowUs(), ...failed(thrown, request, controller.signal.aborted) };
    } finally {
      inFlight.delete(controller);
    }
  };

  const abort = (): void => {
    for (const controller of inFlight) controller.abort();
  };
  return {
    send: (request, intendedUs, done) => void invoke(request, intendedUs).then(done),
    abort,
    closeIdle: () => invoker.closeIdle?.(),
    close: async () => {
      abort();
      await invoker.close();
    },
  };
};

const payloadFor = (
  { pixels, body = 0 }: PlannedRequest,
  { headers, clock, rng, payloads = [] }: InvokeRequesterOptions,
): Uint8Array => {
  const own = payloads[body];
  if (own !== undefined) return own;
  const event = imageEvent({ pixels, headers, requestId: rng.uuid(), now: clock.now() });
  return new TextEncoder().encode(JSON.stringify(event));
};

type SampleResult = Omit<
  Sample,
  'intendedUs' | 'startedUs' | 'endedUs' | 'bytesSent' | 'connectionRetries' | 'timings'
>;

const answered = (
  answer: InvokeAnswer,
  { pixels }: PlannedRequest,
  latencyUs: number,
  check: AnswerCheck | undefined,
): SampleResult => {
  const log = readLog(answer.logTail ?? '');
  const { report } = log;
  const body = Buffer.from(answer.payload).toString('latin1');
  const reply = replyOf(body, answer.status);
  const verdict: Verdict =
    answer.functionError === undefined
      ? judgeAnswer(reply, { pixels, check, via: 'invoke', log }, latencyUs)
      : crashed(readFunctionError(body).type ?? answer.functionError, log.start);
  return {
    class: verdict.class,
    start: verdict.start,
    outcome: verdict.outcome,
    status: reply.status,
    bytesReceived: answer.payload.length,
    ...omitUndefined({
      pixels,
      errorCode: verdict.errorCode,
      environmentId: verdict.environmentId,
      initKind: verdict.initKind,
      initDurationMs: report?.initDurationMs,
      functionDurationMs: report?.durationMs,
      billedDurationMs: report && billedMsOf(report),
    }),
  };
};

/** What a function's payload means as an HTTP answer: anything without a status is a body. One character is one byte. */
const replyOf = (payload: string, status: number): ServiceReply => {
  const decode = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');
  const answer = readFunctionAnswer(payload, decode);
  return { ...answer, status: answer.status ?? status };
};

const crashed = (errorCode: string, start: Start): Verdict => ({
  class: 'function_error',
  errorCode,
  start,
  outcome: 'unknown',
  environmentId: undefined,
});

/** A refusal by the Invoke API is an answer of an HTTP service; only what never got one is a network error. */
const failed = (thrown: unknown, { pixels }: PlannedRequest, aborted: boolean): SampleResult => ({
  status: 0,
  ...(aborted ? { class: 'interrupted' } : failureOf(thrown)),
  start: 'unknown',
  outcome: 'unknown',
  bytesReceived: 0,
  ...omitUndefined({ pixels }),
});

const failureOf = (
  thrown: unknown,
): Pick<SampleResult, 'class' | 'errorCode'> & { status?: number } => {
  if (!(thrown instanceof FibimgError)) {
    return { class: 'network_error', errorCode: codeOf(thrown) ?? 'ERR_UNKNOWN' };
  }
  const { kind, why, cause } = thrown;
  const answered = omitUndefined({ status: statusOf(cause) });
  if (kind === 'throttled') return { class: 'throttled', errorCode: why ?? kind, ...answered };
  if (kind === 'timeout') return { class: 'timeout' };
  if (kind === 'interrupted') return { class: 'interrupted' };
  if (kind === 'network') {
    return { class: 'network_error', errorCode: codeOf(cause) ?? 'ERR_NETWORK' };
  }
  return { class: 'http_error', errorCode: kind, ...answered };
};
