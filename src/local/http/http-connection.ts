import type { Socket } from 'node:net';
import { messageOf } from '../../core/error.ts';
import { encodeReply, type HttpReply } from './http-reply.ts';
import { MalformedRequest } from './malformed-request.ts';
import { createRequestParser, type HttpRequest } from './request-parser.ts';

/** An error that is thrown becomes a 500 with its message; undefined closes the connection without an answer. */
export type HttpHandler = (
  request: HttpRequest,
  sourceIp: string,
) => Promise<HttpReply | undefined> | HttpReply;

export interface ConnectionOptions {
  readonly handler: HttpHandler;
  /** Of a request's body. */
  readonly maxKeptBytes: number;
  /** Dates the answers. */
  readonly now?: () => Date;
  /** Whether answers say how long an idle connection is kept: a client spends time on that. */
  readonly tellsKeepAlive: boolean;
}

export interface HttpConnection {
  /** `idle` between requests, `asking` while one arrives, `answering` until it is answered. */
  state(): 'idle' | 'asking' | 'answering';
  /** How often this was asked since the last request began or was answered. */
  countQuiet(): number;
  /** Ends now, or with the request under way. */
  dismiss(): void;
  destroy(): void;
}

/** Longer than a client keeps an idle connection, so that the client is the one that closes it. */
export const keepAliveSeconds = 120;

/** What a client may send ahead of its answer before it is made to wait. */
const maxAheadBytes = 65_536;

/** Serves one connection: one request after the other, in the order in which they were sent. */
export const serveConnection = (socket: Socket, options: ConnectionOptions): HttpConnection => {
  const { handler, now } = options;
  const parser = createRequestParser({
    maxKeptBytes: options.maxKeptBytes,
    onExpect: () => void socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  });
  const sourceIp = socket.remoteAddress ?? '127.0.0.1';
  let isAnswering = false;
  /** No request is taken after the one under way. */
  let isLast = false;
  /** The last answer has been given: what still arrives is not read. */
  let isOver = false;
  /** The last answer has not been taken yet. */
  let isClogged = false;
  let quiet = 0;
  /** Arrived while a request was being answered, or its answer taken. */
  let ahead: Buffer[] = [];
  let aheadBytes = 0;

  const read = (bytes: Buffer): void => {
    let request: HttpRequest | undefined;
    try {
      request = parser.push(bytes);
    } catch (thrown) {
      isLast = true;
      send({ status: thrown instanceof MalformedRequest ? thrown.status : 500 }, false);
      return;
    }
    if (request === undefined) return;
    isAnswering = true;
    isLast ||= !request.persistent;
    void answer(request);
  };

  const answer = async (request: HttpRequest): Promise<void> => {
    const isHead = request.method === 'HEAD';
    try {
      const reply = await handler(request, sourceIp);
      if (reply === undefined) socket.destroy();
      else send(reply, isHead);
    } catch (thrown) {
      send({ status: 500, body: messageOf(thrown) }, isHead);
    }
  };

  const send = (reply: HttpReply, isHead: boolean): void => {
    if (socket.destroyed) return;
    const told = options.tellsKeepAlive ? keepAliveSeconds : undefined;
    const frame = { isHead, persistent: !isLast, keepAliveSeconds: told, now: now?.() };
    const { text, encoding, body } = encodeReply(reply, frame);
    if (body !== undefined) socket.cork();
    socket.write(text, encoding);
    if (body !== undefined) {
      socket.write(body);
      socket.uncork();
    }
    isAnswering = false;
    isOver = isLast;
    quiet = 0;
    if (isOver) socket.destroySoon();
    else if (socket.writableNeedDrain) waitForReader();
    else if (aheadBytes > 0 || parser.isAmid()) readAhead();
  };

  /** Whoever does not read answers is given no more of them. */
  const waitForReader = (): void => {
    isClogged = true;
    socket.once('drain', () => {
      isClogged = false;
      if (!isLast) readAhead();
    });
  };

  const readAhead = (): void => {
    const bytes = Buffer.concat(ahead);
    ahead = [];
    aheadBytes = 0;
    socket.resume();
    read(bytes);
  };

  socket.on('data', (bytes: Buffer) => {
    if (isOver) return;
    if (!isAnswering && !isClogged) {
      if (!parser.isAmid()) quiet = 0;
      read(bytes);
      return;
    }
    ahead.push(bytes);
    aheadBytes += bytes.length;
    if (aheadBytes > maxAheadBytes) socket.pause();
  });
  socket.on('end', () => {
    isLast = true;
    if (!isAnswering) socket.end();
  });
  socket.on('error', () => socket.destroy());

  return {
    state: () => (isAnswering ? 'answering' : parser.isAmid() ? 'asking' : 'idle'),
    countQuiet: () => ++quiet,
    dismiss: () => {
      isLast = true;
      if (!isAnswering && !parser.isAmid()) socket.destroySoon();
    },
    destroy: () => void socket.destroy(),
  };
};
