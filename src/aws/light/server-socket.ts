import type { Socket } from 'node:net';
import { createHeadReader } from '../../core/http/http-head.ts';
import { type Answer, createAnswerParser } from '../../core/http/http-parser.ts';
import { TooLarge } from '../../net/send-request.ts';

/** What a service answered; its bodies are text. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

/** One connection, which carries one call after another. */
export interface ServerSocket {
  isIdle(): boolean;
  /**
   * Sends a request, in latin1, on an idle connection. Rejects with the signal's reason, or with the system's error when the
   * connection fails; both end it.
   */
  carry(request: string, signal: AbortSignal | undefined): Promise<ServiceAnswer>;
  destroy(): void;
}

interface Call {
  readonly answered: (answer: ServiceAnswer) => void;
  readonly failed: (why: unknown) => void;
}

/** Documents and items are of a few KB. */
const maxBytes = 16 * 2 ** 20;

/**
 * HTTP/1.1 on a socket. Own code because node:http took a third of what a warm call takes, four times as much as this.
 *
 * @param silenceMs a server that says nothing for this long is taken for gone.
 * @param onGone called when the connection is of no more use.
 */
export const openServerSocket = (
  socket: Socket,
  silenceMs: number,
  onGone: (connection: ServerSocket) => void,
): ServerSocket => {
  const heads = createHeadReader([]);
  const parser = createAnswerParser({ headRequest: false, maxKeptBytes: maxBytes, heads });
  let call: Call | undefined;
  let receivedBytes = 0;

  const end = (why: unknown): void => {
    onGone(connection);
    socket.destroy();
    call?.failed(why);
  };

  const finish = ({ status, body, reusable }: Answer): void => {
    call?.answered({ status, body: Buffer.from(body, 'latin1').toString() });
    // An answer that overtook its request leaves the connection in doubt.
    if (!reusable || socket.writableLength > 0) end(undefined);
    // An idle connection keeps no process alive.
    else socket.unref();
  };

  const read = (parse: () => Answer | undefined): void => {
    try {
      const answer = parse();
      if (answer) finish(answer);
    } catch (thrown) {
      end(thrown);
    }
  };

  socket.on('data', (bytes: Buffer) => {
    receivedBytes += bytes.length;
    // What arrives unasked answers nothing.
    if (call === undefined) end(undefined);
    else if (receivedBytes > maxBytes) end(new TooLarge(maxBytes));
    else read(() => parser.push(bytes.toString('latin1')));
  });
  socket.on('end', () => {
    if (receivedBytes === 0) end(new Error('the connection was closed before an answer'));
    else read(parser.end);
  });
  socket.on('error', end);
  socket.on('close', () => end(new Error('the connection was closed before an answer')));
  socket.setTimeout(silenceMs, () => {
    if (call !== undefined) end(new Error('no answer in time'));
  });

  const connection: ServerSocket = {
    isIdle: () => call === undefined,
    carry: (request, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => end(signal?.reason);
        const settle = (): void => {
          call = undefined;
          signal?.removeEventListener('abort', onAbort);
        };
        call = {
          answered: (answer) => {
            settle();
            resolve(answer);
          },
          failed: (why) => {
            settle();
            reject(why);
          },
        };
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        receivedBytes = 0;
        socket.ref();
        socket.write(request, 'latin1');
      }),
    destroy: () => end(new Error('the connection was closed')),
  };
  return connection;
};
