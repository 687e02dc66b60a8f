import type { Requester } from '../engine/requester.ts';
import { createAnswerCheck, keptBytes } from './answer-check.ts';
import { evidenceHeaders, judgeAnswer } from './answer-verdict.ts';
import { createDialer } from './http-connection.ts';
import { beginExchange, type Exchange, failedSample, sampleOf } from './http-exchange.ts';
import { type Line, type LineListener, openLine } from './http-line.ts';
import { createRequestEncoder, type Method, type SignRequest } from './request-encoder.ts';

export interface HttpRequesterOptions {
  /** http: or https:; `int` is added to its query for requests that name one. */
  readonly url: URL;
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Off: each request opens a connection of its own. */
  readonly keepAlive: boolean;
  /** Whether answers must be the service's; off for a foreign URL. */
  readonly check: boolean;
  /** PEM of certificate authorities to trust besides the well-known ones. */
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly sign?: SignRequest;
  /** The run's monotonic clock, the same as the scheduler's. */
  readonly nowUs: () => number;
}

/**
 * HTTP/1.1 requests to one URL. A request takes the connection that became free last, else opens one; with as many
 * requests in flight as virtual users, each virtual user keeps its own.
 */
export const createHttpRequester = (options: HttpRequesterOptions): Requester => {
  const { url, method = 'GET', nowUs, timeoutMs, keepAlive } = options;
  const encode = createRequestEncoder({
    url,
    method,
    headers: options.headers ?? {},
    keepAlive,
    ...(options.sign && { sign: options.sign }),
  });
  const check = options.check ? createAnswerCheck() : undefined;
  const lineOptions = {
    dial: createDialer(endpointOf(options), nowUs),
    nowUs,
    timeoutMs,
    keepAlive,
    parser: {
      headRequest: method === 'HEAD',
      headers: evidenceHeaders,
      maxKeptBytes: keptBytes(options.check),
    },
  };
  const lines = new Set<Line>();
  const idle: Line[] = [];

  const open = (exchange: Exchange): void => {
    const line = openLine(lineOptions, listener);
    lines.add(line);
    line.carry(exchange);
  };

  const listener: LineListener = {
    answered: (exchange, answer, endedUs) => {
      const verdict = judgeAnswer(
        answer,
        { pixels: exchange.pixels, check, via: 'url' },
        endedUs - exchange.startedUs,
      );
      exchange.done(sampleOf(exchange, endedUs, answer.status, verdict));
    },
    failed: (exchange, failure) =>
      exchange.done(failedSample(exchange, failure, nowUs(), timeoutMs)),
    stale: (exchange) => {
      exchange.retries += 1;
      open(exchange);
    },
    idle: (line) => void idle.push(line),
    gone: (line) => {
      lines.delete(line);
      const at = idle.indexOf(line);
      if (at !== -1) idle.splice(at, 1);
    },
  };

  const abort = (): void => {
    for (const line of [...lines]) line.interrupt();
  };
  return {
    send: (request, intendedUs, done) => {
      const exchange = beginExchange(request, encode(request.pixels), intendedUs, nowUs(), done);
      const line = idle.pop();
      if (line) line.carry(exchange);
      else open(exchange);
    },
    abort,
    close: async () => abort(),
  };
};

const endpointOf = ({ url, ca, insecure = false }: HttpRequesterOptions) => {
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    insecure,
    ...(ca !== undefined && { ca }),
  };
};
