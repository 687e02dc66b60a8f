import type { HttpReply } from '../http/http-reply.ts';
import { startHttpServer } from '../http/http-server.ts';
import type { HttpRequest } from '../http/request-parser.ts';
import { decodeBody } from './aws-chunked.ts';
import { Refusal } from './refusal.ts';

export interface WireRequest extends Pick<HttpRequest, 'method' | 'headers'> {
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the client meant to send: any aws-chunked framing is already off. */
  readonly body: Buffer;
}

export type WireReply = HttpReply;

export type WireHandler = (request: WireRequest) => Promise<WireReply>;

export interface WireServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const largestBodyBytes = 64 * 1024 * 1024;

/** One HTTP server on loopback, for programs of this machine; whatever a handler throws becomes a reply through `refuse`. */
export const startWireHttp = async (
  handler: WireHandler,
  refuse: (thrown: unknown, request: WireRequest) => WireReply,
  port = 0,
): Promise<WireServer> => {
  let served = 0;
  const server = await startHttpServer({
    port,
    maxKeptBytes: largestBodyBytes,
    tellsKeepAlive: false,
    refuse: (why) => ({ status: 403, body: why }),
    handler: async (request) => {
      const reply = await answer(request, handler, refuse);
      served += 1;
      return { ...reply, headers: { 'x-amz-request-id': `wire-${served}`, ...reply.headers } };
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.close(0) };
};

const noQuery = new URLSearchParams();

const answer = async (
  { method, target, headers, body, bodyBytes }: HttpRequest,
  handler: WireHandler,
  refuse: (thrown: unknown, request: WireRequest) => WireReply,
): Promise<WireReply> => {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? noQuery : new URLSearchParams(target.slice(mark + 1));
  const request = { method, path, query, headers, body };
  try {
    if (bodyBytes > largestBodyBytes) throw new Refusal(400, 'EntityTooLarge', 'too large');
    return await handler({ ...request, body: decodeBody(body, headers) });
  } catch (thrown) {
    return refuse(thrown, request);
  }
};
