import type { Clock, Rng } from '../../core/service/ports.ts';
import type { HttpReply } from '../http/http-reply.ts';
import type { HttpRequest } from '../http/request-parser.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { FunctionConfiguration } from './configuration-api.ts';
import type { FunctionRunner, Invocation } from './function-runner.ts';
import { timingHeaders } from './function-url.ts';
import { lambdaPayloadBytes } from './invocation-result.ts';
import { ApiError, apiErrors } from './invoke-errors.ts';
import { logTail } from './log-lines.ts';
import { requestIds } from './request-ids.ts';

interface InvokeApiDeps {
  readonly runner: FunctionRunner;
  readonly queue: AsyncQueue;
  readonly configuration: FunctionConfiguration;
  readonly functionName: string;
  readonly functionArn: string;
  readonly clock: Clock;
  readonly rng: Rng;
  /** When the turn of the event loop began in which the request was read. */
  readonly turnMs: () => number;
}

const operationPath = /^\/2015-03-31\/functions\/([^/?]+)\/(invocations|configuration)$/;
const operations = ['POST invocations', 'GET configuration', 'PUT configuration'] as const;
const maxAsyncPayloadBytes = 2 ** 20;

/**
 * Whether a request is for Lambda's own API rather than for the function's URL: the API's operations begin with the
 * dates of their versions, and one that is not played here must not start the function.
 */
export const isInvokeApi = ({ target }: HttpRequest): boolean =>
  /^\/20\d\d-\d\d-\d\d\//.test(target);

/** Invoke, GetFunctionConfiguration and UpdateFunctionConfiguration as Lambda answers them. */
export const createInvokeApi =
  (deps: InvokeApiDeps) =>
  async (request: HttpRequest): Promise<HttpReply> => {
    const { requestId, traceId } = requestIds(
      deps.clock,
      deps.rng,
      request.headers['x-amzn-trace-id'],
    );
    const { status, headers, body } = await answer(deps, request, { requestId, traceId }).catch(
      (thrown: unknown): HttpReply => {
        if (!(thrown instanceof ApiError)) throw thrown;
        return errorReply(thrown);
      },
    );
    return {
      status,
      headers: {
        'content-type': 'application/json',
        ...headers,
        'x-amzn-requestid': requestId,
        'x-amzn-trace-id': traceId,
        'x-amzn-remapped-content-length': '0',
      },
      ...(body !== undefined && { body }),
    };
  };

const errorReply = ({ status, type, body }: ApiError): HttpReply => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: JSON.stringify(body),
});

const answer = async (
  deps: InvokeApiDeps,
  request: HttpRequest,
  ids: { readonly requestId: string; readonly traceId: string },
): Promise<HttpReply> => {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const maxBytes = type === 'Event' ? maxAsyncPayloadBytes : lambdaPayloadBytes;
  const { body, bodyBytes } = request;
  const operation = requireFunction(deps, request);
  if (bodyBytes > maxBytes) throw apiErrors.tooLarge(bodyBytes, type, maxBytes);
  if (operation === 'GET configuration') return described(deps.configuration.describe());
  if (operation === 'PUT configuration') {
    return described(deps.configuration.update(body.toString()));
  }
  const event = body.length === 0 ? '{}' : requireJson(body.toString());
  const clientContext = clientContextOf(request.headers['x-amz-client-context']);
  const invocation = { event, ...ids, clientContext };
  switch (type) {
    case 'RequestResponse':
      return runNow(deps, invocation, request.headers['x-amz-log-type'] === 'Tail');
    case 'Event':
      if (!deps.queue.add(invocation)) throw apiErrors.throttled();
      return { status: 202 };
    case 'DryRun':
      return { status: 204 };
    default:
      throw apiErrors.invalid(`Unsupported invocation type ${type}`);
  }
};

const described = (configuration: object): HttpReply => ({
  status: 200,
  body: JSON.stringify(configuration),
});

const runNow = async (
  { runner, clock, turnMs }: InvokeApiDeps,
  request: Invocation,
  wantsLog: boolean,
): Promise<HttpReply> => {
  const arrivedMs = turnMs();
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
  { method, target }: HttpRequest,
): (typeof operations)[number] => {
  const [path = '', query] = target.split('?');
  const [, segment = '', part] = operationPath.exec(path) ?? [];
  const asked = decoded(segment);
  const operation = operations.find((one) => one === `${method} ${part}`);
  if (asked === '' || operation === undefined) throw apiErrors.unknownOperation();
  const isOurs = (name: string): boolean =>
    name === functionName ||
    name === functionArn ||
    /^\d+:function:(.+)$/.exec(name)?.[1] === functionName;
  const suffix = isOurs(asked) ? '' : /:([^:]+)$/.exec(asked)?.[1];
  const name = suffix ? asked.slice(0, -suffix.length - 1) : asked;
  const qualifier = suffix || (new URLSearchParams(query).get('Qualifier') ?? '$LATEST');
  if (!isOurs(name) || qualifier !== '$LATEST')
    throw apiErrors.notFound(functionArn, functionName, asked, qualifier);
  return operation;
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
