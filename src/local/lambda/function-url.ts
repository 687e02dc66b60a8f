import { serverTiming, serverTimingHeader } from '../../core/invocation/evidence-headers.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import type { HttpReply } from '../http/http-reply.ts';
import type { HttpRequest } from '../http/request-parser.ts';
import type { FinishedInvocation, FunctionRunner } from './function-runner.ts';
import { lambdaPayloadBytes } from './invocation-result.ts';
import { apiErrors } from './invoke-errors.ts';
import { type RequestIds, requestIds } from './request-ids.ts';
import { urlEvent } from './url-event.ts';
import { type UrlResponse, urlResponse } from './url-response.ts';

interface FunctionUrlDeps {
  readonly runner: FunctionRunner;
  readonly clock: Clock;
  readonly rng: Rng;
  /** When the turn of the event loop began in which the request was read. */
  readonly turnMs: () => number;
}

/** The HTTP face of the function: every path and method is an event, as with a function URL of auth type NONE. */
export const createFunctionUrl =
  ({ runner, clock, rng, turnMs }: FunctionUrlDeps) =>
  async (request: HttpRequest, sourceIp: string): Promise<HttpReply> => {
    const arrivedMs = turnMs();
    const ids = requestIds(clock, rng, request.headers['x-amzn-trace-id']);
    if (request.bodyBytes > lambdaPayloadBytes) return replyOf(tooLarge, ids);
    const event = urlEvent({ request, sourceIp, ...ids, now: clock.now() });
    const invocation = await runner.run({ event, ...ids });
    if (invocation.kind === 'throttled') return replyOf(throttled, ids);
    if (invocation.kind === 'unavailable') return replyOf(unavailable(invocation.why), ids);
    const answer = invocation.failed ? undefined : urlResponse(invocation.payload);
    return replyOf(answer ?? failed, ids, timingHeaders(invocation, clock.elapsedMs() - arrivedMs));
  };

const tooLarge: UrlResponse = {
  status: 413,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ Message: 'Request Entity Too Large' }),
};

const { status: throttledStatus, type, body: throttledBody } = apiErrors.throttled();
const throttled: UrlResponse = {
  status: throttledStatus,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
  body: JSON.stringify(throttledBody),
};

const unavailable = (why: string): UrlResponse => ({
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ Message: why }),
});

const failed: UrlResponse = {
  status: 502,
  headers: { 'content-type': 'application/json' },
  body: 'Internal Server Error',
};

/** Where the time since the request arrived went, for those who measure; Lambda has no such header. */
export const timingHeaders = (
  { cold, durationMs }: FinishedInvocation,
  heldMs: number,
): Record<string, string> => {
  const queueMs = Math.max(0, heldMs - durationMs - (cold?.initMs ?? 0));
  const times = { queueMs, initMs: cold?.initMs, handlerMs: durationMs };
  return { [serverTimingHeader]: serverTiming(times) };
};

const replyOf = (
  { status, headers, body }: UrlResponse,
  { requestId, traceId }: RequestIds,
  extra: Readonly<Record<string, string>> = {},
): HttpReply => ({
  status,
  headers: { ...headers, ...extra, 'x-amzn-requestid': requestId, 'x-amzn-trace-id': traceId },
  body,
});
