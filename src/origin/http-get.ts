import type { Agent, ClientRequest } from 'node:http';
import { sendRequest, targetOf, type WholeAnswer } from '../net/send-request.ts';

interface HttpGetOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** For the name look-up and the connection together. */
  readonly connectTimeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The connection could not be made. */
export class ConnectFailure extends Error {}

/**
 * One GET with its whole answer in memory. A kept-alive connection that is found closed is replaced once: the server,
 * or a frozen execution environment, may have closed it while idle.
 */
export const httpGet = async (url: URL, options: HttpGetOptions): Promise<WholeAnswer> => {
  const first = watchConnection(options.connectTimeoutMs);
  try {
    return await getOnce(url, options, first);
  } catch (thrown) {
    if (!first.wasReused() || options.signal.aborted) throw thrown;
    return getOnce(url, options, watchConnection(options.connectTimeoutMs));
  }
};

const getOnce = async (
  url: URL,
  { agent, headers, maxBytes, signal }: HttpGetOptions,
  connection: ReturnType<typeof watchConnection>,
): Promise<WholeAnswer> => {
  const { onRequest } = connection;
  try {
    const call = { method: 'GET', agent, headers, maxBytes, signal, onRequest };
    return await sendRequest(targetOf(url), call);
  } catch (thrown) {
    throw connection.failed(thrown);
  }
};

/** Ends the request when connecting takes too long, and tells connection failures from later ones. */
const watchConnection = (timeoutMs: number) => {
  let connected = false;
  let answered = false;
  let watched: ClientRequest | undefined;
  return {
    onRequest: (request: ClientRequest): void => {
      watched = request;
      const timer = setTimeout(() => {
        request.destroy(new ConnectFailure(`no connection within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      const done = (): void => {
        connected = true;
        clearTimeout(timer);
      };
      request.once('socket', (socket) => {
        if (socket.connecting) socket.once('connect', done);
        else done();
      });
      request.once('response', () => {
        answered = true;
      });
      request.once('close', () => clearTimeout(timer));
    },
    /** Whether a kept-alive connection was used and closed before any answer. */
    wasReused: (): boolean => watched?.reusedSocket === true && !answered,
    failed: (thrown: unknown): unknown => {
      const known =
        connected ||
        !(thrown instanceof Error) ||
        thrown instanceof ConnectFailure ||
        thrown.name === 'AbortError';
      return known ? thrown : new ConnectFailure(describe(thrown), { cause: thrown });
    },
  };
};

/** When several addresses fail, Node's error has no message of its own. */
const describe = (error: Error): string => {
  if (!(error instanceof AggregateError)) return error.message;
  return [
    ...new Set(error.errors.map((each) => (each instanceof Error ? each.message : `${each}`))),
  ].join('; ');
};
