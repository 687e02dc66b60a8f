import type { IncomingMessage, ServerResponse } from 'node:http';
import { serverTiming, serverTimingHeader } from '../../core/invocation/evidence-headers.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import type { FinishedInvocation, FunctionRunner } from './function-runner.ts';
import { readBody } from './http-body.ts';
import { lambdaPayloadBytes } from './invocation-result.ts';
import { apiErrors } from './invoke-errors.ts';
import { type RequestIds, requestIds } from './request-ids.ts';
import { urlEvent } from './url-event.ts';
import { type UrlResponse, urlResponse } from './url-response.ts';

interface FunctionUrlDeps {
  readonly runner: FunctionRunner;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The HTTP face of the function: every path and method is an event, as with a function URL of auth type NONE. */
export const createFunctionUrl =
  ({ runner, clock, rng }: FunctionUrlDeps) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrivedMs = clock.elapsedMs();
    const ids = requestIds(clock, rng, textOf(request.headers['x-amzn-trace-id']));
    const body = await readBody(request, lambdaPayloadBytes);
    if (!Buffer.isBuffer(body)) return reply(response, ids, tooLarge);
    const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
    const event = urlEvent({ request, sourceIp, body, ...ids, now: clock.now() });
    const invocation = await runner.run({ event, ...ids });
    if (invocation.kind === 'throttled') return reply(response, ids, throttled);
    if (invocation.kind === 'unavailable') return reply(response, ids, unavailable(invocation.why));
    const answer = invocation.failed ? undefined : urlResponse(invocation.payload);
    const times = timingHeaders(invocation, clock.elapsedMs() - arrivedMs);
    reply(response, ids, answer ?? failed, times);
  };

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

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

const reply = (
  response: ServerResponse,
  { requestId, traceId }: RequestIds,
  { status, headers, body }: UrlResponse,
  extra: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, {
    ...headers,
    ...extra,
    'x-amzn-requestid': requestId,
    'x-amzn-trace-id': traceId,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
};
