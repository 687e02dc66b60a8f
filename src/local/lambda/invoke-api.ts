import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Rng } from '../../core/service/ports.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { FunctionRunner, Invocation } from './function-runner.ts';
import { timingHeaders } from './function-url.ts';
import { readBody } from './http-body.ts';
import { lambdaPayloadBytes } from './invocation-result.ts';
import { ApiError, apiErrors } from './invoke-errors.ts';
import { logTail } from './log-lines.ts';
import { requestIds } from './request-ids.ts';

interface InvokeApiDeps {
  readonly runner: FunctionRunner;
  readonly queue: AsyncQueue;
  readonly functionName: string;
  readonly functionArn: string;
  readonly clock: Clock;
  readonly rng: Rng;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const invocationPath = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;
const maxAsyncPayloadBytes = 2 ** 20;

/**
 * Whether a request is for Lambda's own API rather than for the function's URL: the API's operations begin with the
 * dates of their versions, and one that is not played here must not start the function.
 */
export const isInvokeApi = ({ url = '' }: IncomingMessage): boolean =>
  /^\/20\d\d-\d\d-\d\d\//.test(url);

/** `POST /2015-03-31/functions/NAME/invocations` as Lambda answers it. */
export const createInvokeApi =
  (deps: InvokeApiDeps) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const ids = requestIds(deps.clock, deps.rng, header(request, 'x-amzn-trace-id'));
    const reply = await answer(deps, request, ids).catch((thrown: unknown): Reply => {
      if (!(thrown instanceof ApiError)) throw thrown;
      return errorReply(thrown);
    });
    const { status, headers = {}, body = '' } = reply;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
      'x-amzn-requestid': ids.requestId,
      'x-amzn-trace-id': ids.traceId,
      'x-amzn-remapped-content-length': '0',
      ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
    });
    response.end(status === 204 ? undefined : body);
  };

const errorReply = ({ status, type, body }: ApiError): Reply => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: JSON.stringify(body),
});

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const answer = async (
  deps: InvokeApiDeps,
  request: IncomingMessage,
  ids: { readonly requestId: string; readonly traceId: string },
): Promise<Reply> => {
  const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  const maxBytes = type === 'Event' ? maxAsyncPayloadBytes : lambdaPayloadBytes;
  const body = await readBody(request, maxBytes);
  requireFunction(deps, request);
  if (!Buffer.isBuffer(body)) throw apiErrors.tooLarge(body.tooLargeBytes, type, maxBytes);
  const event = body.length === 0 ? '{}' : requireJson(body.toString());
  const clientContext = clientContextOf(header(request, 'x-amz-client-context'));
  const invocation = { event, ...ids, clientContext };
  switch (type) {
    case 'RequestResponse':
      return runNow(deps, invocation, header(request, 'x-amz-log-type') === 'Tail');
    case 'Event':
      deps.queue.add(invocation);
      return { status: 202 };
    case 'DryRun':
      return { status: 204 };
    default:
      throw apiErrors.invalid(`Unsupported invocation type ${type}`);
  }
};

const runNow = async (
  { runner, clock }: InvokeApiDeps,
  request: Invocation,
  wantsLog: boolean,
): Promise<Reply> => {
  const arrivedMs = clock.elapsedMs();
  const invocation = await runner.run(request);
  if (invocation.kind === 'throttled') throw apiErrors.throttled();
  if (invocation.kind === 'unavailable') throw apiErrors.unavailable(invocation.why);
  return {
    status: 200,
    headers: {
      'x-amz-executed-version': '$LATEST',
      ...(invocation.failed && { 'x-amz-function-error': 'Unhandled' }),
      ...(wantsLog && { 'x-amz-log-result': logTail(invocation.log()) }),
      ...timingHeaders(invocation, clock.elapsedMs() - arrivedMs),
    },
    body: invocation.payload,
  };
};

/** A name, a partial or a full ARN, each with or without `:$LATEST`, which is the only version here. */
const requireFunction = (
  { functionName, functionArn }: InvokeApiDeps,
  { method, url = '' }: IncomingMessage,
): void => {
  const [path = '', query] = url.split('?');
  const asked = decoded(invocationPath.exec(path)?.[1] ?? '');
  if (asked === '' || method !== 'POST') throw apiErrors.unknownOperation();
  const isOurs = (name: string): boolean =>
    name === functionName ||
    name === functionArn ||
    /^\d+:function:(.+)$/.exec(name)?.[1] === functionName;
  const suffix = isOurs(asked) ? '' : /:([^:]+)$/.exec(asked)?.[1];
  const name = suffix ? asked.slice(0, -suffix.length - 1) : asked;
  const qualifier = suffix || (new URLSearchParams(query).get('Qualifier') ?? '$LATEST');
  if (!isOurs(name) || qualifier !== '$LATEST')
    throw apiErrors.notFound(functionArn, functionName, asked, qualifier);
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
};

const requireJson = (text: string): string => {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw apiErrors.notJson(error);
  }
};

/** Base64 of a JSON object. */
const clientContextOf = (encoded: string | undefined): string | undefined =>
  encoded === undefined ? undefined : requireJson(Buffer.from(encoded, 'base64').toString());
