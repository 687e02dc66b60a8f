import { answerHttp, type HttpAnswer } from './answer-http.ts';
import { readContext } from './context.ts';
import { type ImageRequest, parseEvent } from './event.ts';
import type { EventHandler } from './event-handler.ts';
import type { GetImageDeps } from './get-image.ts';
import { describeError, type LogSink, logLine } from './log.ts';

interface HandlerDeps extends GetImageDeps {
  /** For what is no request over HTTP; loaded when the first such event comes. */
  readonly events: () => Promise<EventHandler>;
  readonly log: LogSink;
  /** Names the execution environment in answers and logs. */
  readonly environmentId: string;
  /** AWS_LAMBDA_INITIALIZATION_TYPE: how the platform starts environments; with provisioned concurrency ahead of any request. */
  readonly initType: string | undefined;
  /** The current invocation's X-Ray trace id. */
  readonly traceId: () => string | undefined;
}

/** The answer of payload format 2.0, which a REST API understands as well. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/**
 * The function: every request gets a well-formed answer, and nothing is thrown out. An event that could not be handled
 * is thrown, so that the platform sends it again.
 */
export const createHandler = (deps: HandlerDeps): Handler => {
  let isFirst = deps.initType !== 'provisioned-concurrency';
  return async (event, context) => {
    const { environmentId, initType } = deps;
    const environment = { coldStart: isFirst, environmentId };
    isFirst = false;
    const startedMs = deps.clock.elapsedMs();
    const invocation = readContext(context, deps.traceId(), deps.clock);
    const request = parseEvent(event);
    const write = (status: number, fields: Readonly<Record<string, unknown>>): void => {
      const durationMs = deps.clock.elapsedMs() - startedMs;
      const line = { ...described(request), status, ...environment, durationMs, ...fields };
      deps.log(logLine(levelOf(status), invocation.context.awsRequestId, line));
    };
    if (request.kind === 'event') {
      const handled = await deps
        .events()
        .then((handle) => handle(event, { ...invocation, ...environment }))
        .catch((failure: unknown) => ({
          status: 500,
          log: { error: describeError(failure) },
          answer: undefined,
          failure,
        }));
      write(handled.status, handled.log);
      if (handled.failure !== undefined) throw handled.failure;
      return handled.answer;
    }
    const answer = await answerHttp(request, invocation, deps);
    write(answer.status, answer.log);
    return httpResponse(request, answer, { ...environment, initType });
  };
};

const levelOf = (status: number) => (status >= 500 ? 'ERROR' : status >= 400 ? 'WARN' : 'INFO');

/** Paths are as long as a caller likes. */
const described = (request: ReturnType<typeof parseEvent>) =>
  request.kind === 'http'
    ? { method: request.method.slice(0, 100), path: request.path.slice(0, 100) }
    : {};

const httpResponse = (
  request: ImageRequest,
  answer: HttpAnswer,
  environment: {
    readonly coldStart: boolean;
    readonly environmentId: string;
    readonly initType: string | undefined;
  },
): HttpResponse => ({
  statusCode: answer.status,
  headers: {
    'content-type': 'application/json',
    'x-fibimg-cold-start': String(environment.coldStart),
    'x-fibimg-environment': environment.environmentId,
    ...(environment.initType && { 'x-fibimg-init-type': environment.initType }),
    ...answer.headers,
  },
  body: request.method === 'HEAD' ? '' : answer.body,
});
