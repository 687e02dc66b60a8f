import type { createDialer } from './http-connection.ts';
import type { Exchange, Failure } from './http-exchange.ts';
import { MalformedAnswer } from './http-head.ts';
import { type Answer, createAnswerParser, type ParserOptions } from './http-parser.ts';

/** A connection that carries one exchange after another. */
export interface Line {
  carry(exchange: Exchange): void;
  /** Ends the exchange in flight, if there is one, and the connection. */
  interrupt(): void;
}

/** What became of the exchanges of a line, and of the line. */
export interface LineListener {
  answered(exchange: Exchange, answer: Answer, endedUs: number): void;
  failed(exchange: Exchange, failure: Failure): void;
  /** A reused connection had closed before any byte of an answer. */
  stale(exchange: Exchange): void;
  /** Ready for another exchange. */
  idle(line: Line): void;
  /** Of no more use. */
  gone(line: Line): void;
}

export interface LineOptions {
  readonly dial: ReturnType<typeof createDialer>;
  readonly nowUs: () => number;
  readonly parser: ParserOptions;
  readonly timeoutMs: number;
  readonly keepAlive: boolean;
}

export const openLine = (options: LineOptions, listener: LineListener): Line => {
  const { nowUs, timeoutMs } = options;
  const parser = createAnswerParser(options.parser);
  let current: Exchange | undefined;
  let isReady = false;
  let carried = 0;
  let timer: NodeJS.Timeout | undefined;
  let armedMs = 0;

  const retire = (): void => {
    clearTimeout(timer);
    connection.destroy();
    listener.gone(line);
  };

  const fail = (failure: Failure): void => {
    const exchange = current;
    current = undefined;
    retire();
    if (exchange) listener.failed(exchange, failure);
  };

  const finish = (exchange: Exchange, answer: Answer, endedUs: number): void => {
    current = undefined;
    // An answer that overtook its request leaves the connection in doubt.
    if (options.keepAlive && answer.reusable && exchange.sentUs !== 0) listener.idle(line);
    else retire();
    listener.answered(exchange, answer, endedUs);
  };

  const receive = (text: string): void => {
    const exchange = current;
    if (exchange === undefined) {
      retire();
      return;
    }
    const atUs = nowUs();
    if (exchange.firstByteUs === 0) exchange.firstByteUs = atUs;
    exchange.bytesReceived += text.length;
    const answer = parsed(() => parser.push(text), fail);
    if (answer) finish(exchange, answer, atUs);
  };

  const closed = (code: string | undefined): void => {
    const exchange = current;
    if (exchange === undefined) retire();
    else if (exchange.bytesReceived === 0) closedUnanswered(exchange, code);
    else if (code !== undefined) fail({ class: 'network_error', errorCode: code });
    else {
      const answer = parsed(() => parser.end(), fail);
      if (answer) finish(exchange, answer, nowUs());
    }
  };

  const closedUnanswered = (exchange: Exchange, code = 'ERR_CONNECTION_CLOSED'): void => {
    const isReused = carried > 1;
    if (isReused && exchange.retries === 0) {
      current = undefined;
      retire();
      listener.stale(exchange);
    } else {
      fail({ class: 'network_error', errorCode: code });
    }
  };

  const write = (exchange: Exchange): void => {
    exchange.bytesSent += exchange.text.length;
    exchange.sentUs = 0;
    connection.write(exchange.text);
  };

  const connection = options.dial({
    ready: () => {
      isReady = true;
      if (current === undefined) return;
      current.opened = connection.times;
      current.writtenUs = connection.times.readyUs;
      write(current);
    },
    sent: () => {
      if (current?.sentUs === 0) current.sentUs = nowUs();
    },
    text: receive,
    closed,
  });

  /** A request sent again has what is left of its time; refreshing a timer is cheaper than making one. */
  const arm = ({ startedUs, retries }: Exchange): void => {
    const leftMs =
      retries === 0 ? timeoutMs : Math.max(1, timeoutMs - (nowUs() - startedUs) / 1000);
    if (timer && armedMs === leftMs) {
      timer.refresh();
      return;
    }
    clearTimeout(timer);
    armedMs = leftMs;
    timer = setTimeout(timedOut, leftMs);
  };

  const timedOut = (): void => {
    if (current) fail({ class: 'timeout' });
  };

  const line: Line = {
    carry: (exchange) => {
      current = exchange;
      carried += 1;
      arm(exchange);
      if (!isReady) return;
      exchange.writtenUs = exchange.startedUs;
      write(exchange);
    },
    interrupt: () => fail({ class: 'interrupted' }),
  };
  return line;
};

const parsed = (
  parse: () => Answer | undefined,
  fail: (failure: Failure) => void,
): Answer | undefined => {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof MalformedAnswer)) throw thrown;
    fail({ class: 'network_error', errorCode: thrown.code });
    return undefined;
  }
};
