import type { Socket } from 'node:net';
import { TooLarge } from '../../net/send-request.ts';
import { readAnswer } from './read-answer.ts';

/** What a service answered; its bodies are text. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

/** One connection, which carries one call after another. */
export interface ServerSocket {
  isIdle(): boolean;
  /**
   * Sends a request, in latin1, on an idle connection. Rejects with the signal's reason, or with the system's error when
   * the connection fails; both end it.
   */
  carry(request: string, signal: AbortSignal | undefined): Promise<ServiceAnswer>;
  destroy(): void;
}

interface Call {
  readonly answered: (answer: ServiceAnswer) => void;
  readonly failed: (why: unknown) => void;
}

/** Documents and items are of a few KB; an item of DynamoDB's is of 400 at most. */
const maxBytes = 4 * 2 ** 20;

/**
 * HTTP/1.1 on a socket. Own code because with node:http a warm call of the function took half as much processor time again.
 *
 * @param silenceMs a server that says nothing for this long is taken for gone.
 * @param onGone called when the connection is of no more use.
 */
export const openServerSocket = (
  socket: Socket,
  silenceMs: number,
  onGone: (connection: ServerSocket) => void,
): ServerSocket => {
  let call: Call | undefined;
  /** What has arrived for the call, as latin1. */
  let text = '';

  const end = (why: unknown): void => {
    onGone(connection);
    socket.destroy();
    call?.failed(why);
  };

  const read = (ended: boolean): void => {
    try {
      const answer = readAnswer(text, ended);
      if (answer === undefined) return;
      const { status, body, reusable } = answer;
      call?.answered({ status, body: Buffer.from(body, 'latin1').toString() });
      // An answer that overtook its request leaves the connection in doubt.
      if (!reusable || socket.writableLength > 0) end(undefined);
      // An idle connection keeps no process alive.
      else socket.unref();
    } catch (thrown) {
      end(thrown);
    }
  };

  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    // What arrives unasked answers nothing.
    if (call === undefined) end(undefined);
    else if (text.length > maxBytes) end(new TooLarge(maxBytes));
    else read(false);
  });
  socket.on('end', () => read(true));
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
          text = '';
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
        socket.ref();
        socket.write(request, 'latin1');
      }),
    destroy: () => end(new Error('the connection was closed')),
  };
  return connection;
};
