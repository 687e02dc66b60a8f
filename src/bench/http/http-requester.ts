import type { LookupFunction } from 'node:net';
import { requestIdHeader, requestIdIn } from '../../core/invocation/evidence-headers.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { Requester } from '../engine/requester.ts';
import { createAnswerCheck, evidenceHeaders, judgeAnswer, keptBytes } from './answer-verdict.ts';
import { createDialer, type Endpoint } from './http-connection.ts';
import { createHeadReader } from './http-head.ts';
import {
  type ConnectionPool,
  type KeepAliveConnection,
  type KeepAliveOptions,
  openKeepAliveConnection,
} from './keep-alive-connection.ts';
import { beginRequest } from './pending-request.ts';
import {
  createRequestEncoder,
  isRepeatable,
  type Method,
  type SignRequest,
} from './request-encoder.ts';

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
  /** Whether samples are to name their invocations. */
  readonly requestIds?: boolean;
  readonly sign?: SignRequest;
  /** What requests may send. */
  readonly bodies?: readonly Uint8Array[];
  /** Gives the host's addresses; the system's for each connection when absent. */
  readonly lookup?: LookupFunction;
  /** The run's monotonic clock, the same as the scheduler's. */
  readonly nowUs: () => number;
}

/**
 * HTTP/1.1 requests to one URL. A request takes the connection that became free last, else opens one; with as many
 * requests in flight as virtual users, each virtual user keeps its own.
 */
export const createHttpRequester = (options: HttpRequesterOptions): Requester => {
  const { url, method = 'GET', nowUs, timeoutMs, keepAlive, requestIds = false } = options;
  const encode = createRequestEncoder({
    url,
    method,
    headers: options.headers ?? {},
    keepAlive,
    ...omitUndefined({ sign: options.sign, bodies: options.bodies }),
  });
  const check = options.check ? createAnswerCheck() : undefined;
  const connectionOptions: KeepAliveOptions = {
    dial: createDialer(endpointOf(options), nowUs),
    nowUs,
    timeoutMs,
    keepAlive,
    repeats: isRepeatable(method),
    parser: {
      headRequest: method === 'HEAD',
      heads: createHeadReader(
        // It differs in every answer, so a head that is looked at for it is never like the last.
        requestIds ? [...evidenceHeaders, requestIdHeader] : evidenceHeaders,
      ),
      maxKeptBytes: keptBytes(options.check),
    },
    judge: (answer, pixels, latencyUs) => {
      const verdict = judgeAnswer(answer, { pixels, check, via: 'url' }, latencyUs);
      if (!requestIds) return verdict;
      return { ...verdict, requestId: requestIdIn(answer.headers, answer.body) };
    },
  };
  const connections = new Set<KeepAliveConnection>();
  const idle: KeepAliveConnection[] = [];

  const open = (): KeepAliveConnection => {
    const connection = openKeepAliveConnection(connectionOptions, pool);
    connections.add(connection);
    return connection;
  };
  /** Those who wait for a connection to become free or to fail, opened for nobody. */
  const connecting: (() => void)[] = [];
  const settled = (): void => {
    if (connecting.length > 0) connecting.shift()?.();
  };

  const pool: ConnectionPool = {
    idle: (connection) => {
      idle.push(connection);
      settled();
    },
    gone: (connection) => {
      settled();
      connections.delete(connection);
      const at = idle.indexOf(connection);
      if (at !== -1) idle.splice(at, 1);
    },
    repeat: (pending) => open().carry(pending),
  };

  const abort = (): void => {
    for (const connection of [...connections]) connection.interrupt();
  };
  return {
    send: (request, intendedUs, done) => {
      const text = encode(request.pixels, request.body);
      const pending = beginRequest(request, text, intendedUs, nowUs(), done);
      const connection = idle.pop() ?? open();
      connection.carry(pending);
    },
    connect: async (count) => {
      const missing = keepAlive ? Math.max(0, count - idle.length) : 0;
      const opened = Array.from(
        { length: missing },
        () => new Promise<void>((resolve) => connecting.push(resolve)),
      );
      for (let at = 0; at < missing; at += 1) open();
      await Promise.all(opened);
    },
    abort,
    closeIdle: () => {
      for (const connection of [...idle]) connection.interrupt();
    },
    close: async () => abort(),
  };
};

const endpointOf = ({ url, ca, insecure = false, lookup }: HttpRequesterOptions): Endpoint => {
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: hostOf(url),
    port: portOf(url),
    insecure,
    ...omitUndefined({ ca, lookup }),
  };
};

/** The port that a URL names, or that goes without saying. */
export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

/** A URL's host as connections want it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
