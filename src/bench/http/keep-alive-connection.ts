import type { Verdict } from './answer-verdict.ts';
import type { createDialer } from './http-connection.ts';
import { MalformedAnswer } from './http-head.ts';
import { type Answer, createAnswerParser, type ParserOptions } from './http-parser.ts';
import {
  failedSample,
  type PendingRequest,
  type RequestFailure,
  sampleOf,
} from './pending-request.ts';

/** A connection that carries one request after another. */
export interface KeepAliveConnection {
  carry(pending: PendingRequest): void;
  /** Ends the request in flight, if there is one, and the connection. */
  interrupt(): void;
}

/** Who holds the connections to a target. */
export interface ConnectionPool {
  /** A connection is ready for another request. */
  idle(connection: KeepAliveConnection): void;
  /** A connection is of no more use. */
  gone(connection: KeepAliveConnection): void;
  /** To be sent again on a new connection: a reused one had closed before any byte of an answer. */
  repeat(pending: PendingRequest): void;
}

export interface KeepAliveOptions {
  readonly dial: ReturnType<typeof createDialer>;
  readonly nowUs: () => number;
  readonly parser: ParserOptions;
  readonly timeoutMs: number;
  readonly keepAlive: boolean;
  /** Whether a request may be sent again that a reused connection did not answer. */
  readonly repeats: boolean;
  /** What an answer says of its request. */
  readonly judge: (answer: Answer, pixels: number | undefined, latencyUs: number) => Verdict;
}

export const openKeepAliveConnection = (
  options: KeepAliveOptions,
  pool: ConnectionPool,
): KeepAliveConnection => {
  const { nowUs, timeoutMs } = options;
  const timeoutUs = timeoutMs * 1000;
  const parser = createAnswerParser(options.parser);
  let current: PendingRequest | undefined;
  let isReady = false;
  let carried = 0;
  let timer: NodeJS.Timeout | undefined;

  const retire = (): void => {
    clearTimeout(timer);
    socket.destroy();
    pool.gone(connection);
  };

  const fail = (failure: RequestFailure): void => {
    const pending = current;
    current = undefined;
    retire();
    if (pending) pending.done(failedSample(pending, failure, nowUs(), timeoutMs));
  };

  const finish = (pending: PendingRequest, answer: Answer, endedUs: number): void => {
    current = undefined;
    // An answer that overtook its request leaves the connection in doubt.
    if (options.keepAlive && answer.reusable && pending.sentUs !== 0) pool.idle(connection);
    else retire();
    const verdict = options.judge(answer, pending.pixels, endedUs - pending.startedUs);
    pending.done(sampleOf(pending, endedUs, answer.status, verdict));
  };

  const receive = (text: string): void => {
    const pending = current;
    if (pending === undefined) {
      retire();
      return;
    }
    const atUs = nowUs();
    if (pending.firstByteUs === 0) pending.firstByteUs = atUs;
    pending.bytesReceived += text.length;
    const answer = parsed(() => parser.push(text), fail);
    if (answer) finish(pending, answer, atUs);
  };

  const closed = (code: string | undefined): void => {
    const pending = current;
    if (pending === undefined) retire();
    else if (pending.bytesReceived === 0) closedUnanswered(pending, code);
    else if (code !== undefined) fail({ class: 'network_error', errorCode: code });
    else {
      const answer = parsed(() => parser.end(), fail);
      if (answer) finish(pending, answer, nowUs());
    }
  };

  const closedUnanswered = (pending: PendingRequest, code = 'ERR_CONNECTION_CLOSED'): void => {
    const isReused = carried > 1;
    if (options.repeats && isReused && pending.retries === 0) {
      current = undefined;
      retire();
      pending.retries += 1;
      pool.repeat(pending);
    } else {
      fail({ class: 'network_error', errorCode: code });
    }
  };

  const write = (pending: PendingRequest): void => {
    pending.bytesSent += pending.text.length;
    pending.sentUs = 0;
    socket.write(pending.text);
  };

  const socket = options.dial({
    ready: () => {
      isReady = true;
      if (current === undefined) {
        pool.idle(connection);
        return;
      }
      current.opened = socket.times;
      current.writtenUs = socket.times.readyUs;
      write(current);
    },
    sent: () => {
      if (current?.sentUs === 0) current.sentUs = nowUs();
    },
    text: receive,
    closed,
  });

  /**
   * A request has its time from its first send. One timer serves request after request: it was set for an earlier
   * deadline than this one's, and sleeps on when it finds that it woke too soon.
   */
  const sleepFor = (leftUs: number): void => {
    timer = setTimeout(wake, Math.max(1, Math.ceil(leftUs / 1000)));
  };
  const wake = (): void => {
    timer = undefined;
    if (current === undefined) return;
    const leftUs = current.startedUs + timeoutUs - nowUs();
    if (leftUs > 0) sleepFor(leftUs);
    else fail({ class: 'timeout' });
  };

  const connection: KeepAliveConnection = {
    carry: (pending) => {
      current = pending;
      carried += 1;
      if (timer === undefined) sleepFor(pending.startedUs + timeoutUs - nowUs());
      if (!isReady) return;
      pending.writtenUs = pending.startedUs;
      write(pending);
    },
    interrupt: () => fail({ class: 'interrupted' }),
  };
  return connection;
};

const parsed = (
  parse: () => Answer | undefined,
  fail: (failure: RequestFailure) => void,
): Answer | undefined => {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof MalformedAnswer)) throw thrown;
    fail({ class: 'network_error', errorCode: thrown.code });
    return undefined;
  }
};
