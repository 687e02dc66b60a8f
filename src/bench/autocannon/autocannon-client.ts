import type { Client, Head } from 'autocannon';
import { codeOf } from '../../core/error.ts';
import { evidenceHeaders, type ServiceReply } from '../http/answer-verdict.ts';
import { MalformedAnswer, readFraming, wantedHeaders } from '../http/http-head.ts';
import type { PendingRequest, RequestFailure } from '../http/pending-request.ts';
import { watchPeer } from './autocannon-peer.ts';

/** What one autocannon client is told to do and tells of it. */
export interface ClientCallbacks {
  /** The next request and its bytes; undefined when nothing more may start. */
  next(): { readonly pending: PendingRequest; readonly bytes: Buffer } | undefined;
  answered(pending: PendingRequest, reply: ServiceReply, endedUs: number): void;
  failed(pending: PendingRequest, failure: RequestFailure): void;
  /** The client has ended, and does nothing more. */
  ended(): void;
}

interface AdapterOptions {
  readonly nowUs: () => number;
  readonly insecure: boolean;
  readonly timeoutMs: number;
  readonly maxKeptBytes: number;
}

export interface ClientAdapter {
  /** Ends the client if nothing is in flight. */
  rest(): void;
  /** Ends the client and what it has in flight. */
  interrupt(): void;
}

const maxPauseMs = 1000;

/**
 * Takes over what autocannon 9.0.0 gets wrong: a request lost with its connection stays in its queue and is
 * matched with the answer to another, a parser stopped halfway goes on in the next connection, malformed answers
 * hang, a request is written behind an answer that closes the connection, a refused connection is tried without
 * a pause, an answer that nobody asked for is taken for the next request's, any length is a length, and no certificate
 * is ever verified. An interim answer (1xx) it takes for the answer: that is an error here.
 */
export const adaptClient = (
  client: Client,
  callbacks: ClientCallbacks,
  options: AdapterOptions,
): ClientAdapter => {
  const { nowUs } = options;
  const original: Pick<Client, '_connect' | '_doRequest' | '_destroyConnection'> =
    Object.getPrototypeOf(client);
  const execute = client.parser.execute.bind(client.parser);
  let current: { pending: PendingRequest; bytes: Buffer } | undefined;
  let peer: ReturnType<typeof watchPeer> | undefined;
  let head: Head | undefined;
  let body = '';
  let arrivedUs = 0;
  let carried = 0;
  let closing = false;
  let parsing = false;
  let wantsNext = false;
  let timedOut = false;
  let lostCode: string | undefined;
  let pauseMs = 0;
  let pause: NodeJS.Timeout | undefined;

  const take = (): PendingRequest | undefined => {
    const pending = current?.pending;
    current = undefined;
    return pending;
  };
  const fail = (failure: RequestFailure): void => {
    const pending = take();
    if (pending) callbacks.failed(pending, failure);
  };
  const end = (): void => {
    clearTimeout(pause);
    if (client.destroyed) return;
    client.destroy();
    callbacks.ended();
  };
  /** The request that went down with a connection: sent again where a reused one had closed unanswered. */
  const settle = (): void => {
    if (!current) return;
    const { pending } = current;
    const unanswered = pending.bytesReceived === 0;
    if (timedOut) {
      fail({ class: 'timeout' });
    } else if (carried > 1 && unanswered && pending.retries === 0) {
      pending.retries += 1;
    } else {
      const closed = unanswered ? 'ERR_CONNECTION_CLOSED' : 'ERR_HTTP_CUT_SHORT';
      fail({ class: 'network_error', errorCode: lostCode ?? closed });
    }
  };
  const open = (): void => {
    head = lostCode = undefined;
    carried = 0;
    closing = timedOut = wantsNext = false;
    client.parser.reinitialize('RESPONSE');
    original._connect.call(client);
    if (client.conn && !client.destroyed) peer = watchPeer(client.conn, options, ready);
  };
  const ready = (): void => {
    pauseMs = 0;
    if (!current || !peer) return;
    current.pending.opened = peer.times;
    current.pending.writtenUs = current.pending.sentUs = peer.times.readyUs;
  };

  client.timeout = options.timeoutMs;
  client._connect = () => {
    clearTimeout(pause);
    if (head && lostCode === undefined && !timedOut) client.parser.finish();
    if (client.conn) original._destroyConnection.call(client);
    settle();
    if (peer?.times.readyUs !== 0 || current) return open();
    pauseMs = Math.min(maxPauseMs, Math.max(1, pauseMs * 2));
    pause = setTimeout(open, pauseMs);
  };
  client._destroyConnection = () => {
    timedOut = !client.destroyed;
    original._destroyConnection.call(client);
  };
  client._doRequest = () => {
    // Not before all that has arrived was read: an answer too many must not be taken for the next request's.
    if (parsing) {
      wantsNext = true;
      return;
    }
    if (closing) return queueMicrotask(() => closing && client._connect());
    current ??= callbacks.next();
    if (!current) return end();
    carried += 1;
    body = '';
    head = undefined;
    original._doRequest.call(client);
  };
  client.getRequestBuffer = () => {
    if (!current) throw new Error('autocannon asked for a request twice');
    const { pending, bytes } = current;
    pending.bytesSent += bytes.length;
    if (carried > 1) pending.writtenUs = pending.sentUs = pending.startedUs;
    return bytes;
  };
  client.parser.execute = (chunk) => {
    arrivedUs = nowUs();
    if (current) {
      current.pending.firstByteUs ||= arrivedUs;
      current.pending.bytesReceived += chunk.length;
    }
    const result = parse(chunk);
    if (result instanceof Error) {
      wantsNext = false;
      client.conn?.destroy(result);
    } else if (wantsNext) {
      wantsNext = false;
      client._doRequest();
    }
    return result;
  };
  /** An answer that nobody asked for throws in autocannon, and so does one of ours that is framed wrongly. */
  const parse = (chunk: Buffer): number | Error => {
    parsing = true;
    try {
      return execute(chunk);
    } catch (thrown) {
      if (thrown instanceof MalformedAnswer) return thrown;
      if (client.pipelinedRequests.size() > 0) throw thrown;
      return new MalformedAnswer('ERR_HTTP_SURPLUS');
    } finally {
      parsing = false;
    }
  };
  client.pipelinedRequests.addBody = (slice) => {
    if (body.length < options.maxKeptBytes) body += slice.toString('latin1');
  };
  client.on('connError', (error: Error) => {
    lostCode = codeOf(error) ?? 'ERR_HTTP_MALFORMED';
  });
  client.on('headers', (read: Head) => {
    head = read;
    // autocannon's parser takes any length for a length.
    const { persistent } = readFraming(headersOf(read), read.versionMinor === 1);
    closing = !read.shouldKeepAlive || !persistent;
  });
  client.on('response', (status: number) => {
    const pending = take();
    if (!pending || !head) return;
    if (status >= 200) {
      callbacks.answered(pending, { status, headers: headersOf(head), body }, arrivedUs);
    } else {
      closing = true;
      callbacks.failed(pending, { class: 'network_error', errorCode: 'ERR_HTTP_INTERIM' });
    }
  });

  return {
    rest: () => {
      if (!current) end();
    },
    interrupt: () => {
      fail({ class: 'interrupted' });
      end();
    },
  };
};

const wanted = wantedHeaders(evidenceHeaders);

const headersOf = ({ headers }: Head): ReadonlyMap<string, string> => {
  const read = new Map<string, string>();
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const raw = headers[at] ?? '';
    if (!wanted.lengths.has(raw.length)) continue;
    const name = raw.toLowerCase();
    if (!wanted.names.has(name)) continue;
    const value = headers[at + 1] ?? '';
    const earlier = read.get(name);
    read.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return read;
};
