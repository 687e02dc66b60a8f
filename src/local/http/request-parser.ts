import { type BodyReader, createChunkedBody, createLengthBody } from './body-reader.ts';
import { MalformedRequest } from './malformed-request.ts';

export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** One request, complete. Text is latin1: one character a byte. */
export interface HttpRequest {
  readonly method: string;
  /** As sent, still percent-encoded, with its query. */
  readonly target: string;
  /** By lower-case names; repeated ones are joined by commas, cookies by semicolons. */
  readonly headers: RequestHeaders;
  /** Empty when it was larger than is kept. */
  readonly body: Buffer;
  /** As many as the client sent; not all of them when there were too many to wait for. */
  readonly bodyBytes: number;
  /** Whether another request may follow on the connection. */
  readonly persistent: boolean;
}

interface RequestParser {
  /** Takes what arrived, cut anywhere; gives a request once it is complete. What follows it waits for the next call. */
  push(bytes: Buffer): HttpRequest | undefined;
  /** Whether a part of a request has arrived. */
  isAmid(): boolean;
}

interface ParserOptions {
  /** A larger body is counted and thrown away. */
  readonly maxKeptBytes: number;
  /** Called when a client waits for leave to send its body. */
  readonly onExpect: () => void;
}

type RequestHead = Pick<HttpRequest, 'method' | 'target' | 'headers'>;

const maxHeadBytes = 65_536;

/** Bytes of a body that are still read, so that the client gets to hear that there were too many. */
const patienceBytes = 64 * 2 ** 20;

const nothing = Buffer.alloc(0);
const headEnd = Buffer.from('\r\n\r\n');

/**
 * An incremental parser of HTTP/1.1 requests (RFC 9112), one for each connection. Own code because node:http took a
 * third of what the local Lambda spends on a request.
 */
export const createRequestParser = ({ maxKeptBytes, onExpect }: ParserOptions): RequestParser => {
  let pending: Buffer = nothing;
  let head: ParsedHead | undefined;
  let reader: BodyReader | undefined;

  const complete = (of: ParsedHead, body: Buffer, bodyBytes: number): HttpRequest => {
    head = reader = undefined;
    const { method, target, headers, persistent } = of;
    return { method, target, headers, body, bodyBytes, persistent };
  };

  const readBody = (of: ParsedHead, body: BodyReader): HttpRequest | undefined => {
    pending = pending.subarray(body.take(pending));
    if (body.isDone()) return complete(of, body.bytes(), body.count());
    return body.count() > patienceBytes
      ? { ...complete(of, nothing, body.count()), persistent: false }
      : undefined;
  };

  const readHead = (): ParsedHead | undefined => {
    const end = pending.indexOf(headEnd);
    if ((end === -1 ? pending.length : end) > maxHeadBytes) throw new MalformedRequest(431);
    if (end === -1) {
      refuseHopeless(pending);
      return undefined;
    }
    const parsed = parseHead(pending.toString('latin1', 0, end));
    pending = pending.subarray(end + headEnd.length);
    return parsed;
  };

  const next = (): HttpRequest | undefined => {
    if (head !== undefined && reader !== undefined) return readBody(head, reader);
    head = readHead();
    if (head === undefined) return undefined;
    if (head.framing === 0) return complete(head, nothing, 0);
    reader =
      head.framing === 'chunked'
        ? createChunkedBody(maxKeptBytes)
        : createLengthBody(head.framing, maxKeptBytes);
    if (pending.length === 0 && head.headers['expect'] !== undefined) onExpect();
    return readBody(head, reader);
  };

  return {
    push: (bytes) => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      return next();
    },
    isAmid: () => head !== undefined || pending.length > 0,
  };
};

interface ParsedHead extends RequestHead {
  readonly persistent: boolean;
  /** Bytes of the body, or that its chunks tell. */
  readonly framing: number | 'chunked';
}

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e\x80-\xff]+) HTTP\/1\.([01])$/;
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** No line has one, whatever some readers make of it. */
const bareControl = /[^\t\r\n\x20-\x7e\x80-\xff]|(?<!\r)\n|\r(?!\n)/;

/** TLS, and lines that end otherwise: their head would be waited for until its time is up. */
const refuseHopeless = (unfinished: Buffer): void => {
  const lastByte = unfinished.length - 1;
  const to = unfinished[lastByte] === carriageReturn ? lastByte : unfinished.length;
  if (bareControl.test(unfinished.toString('latin1', 0, to))) throw new MalformedRequest(400);
};

const carriageReturn = 13;

const parseHead = (text: string): ParsedHead => {
  // A client may send an empty line after the request before (RFC 9112, 2.2).
  const from = text.startsWith('\r\n') ? 2 : 0;
  const found = text.indexOf('\r\n', from);
  const lineEnd = found === -1 ? text.length : found;
  const [, method, target, minor] = requestLine.exec(text.slice(from, lineEnd)) ?? [];
  if (method === undefined || target === undefined || bareControl.test(text)) {
    throw new MalformedRequest(400);
  }
  const headers = parseHeaders(text, lineEnd + 2);
  const persistent = isPersistent(headers['connection'], minor === '1');
  return { method, target, headers, persistent, framing: framingOf(headers, minor === '1') };
};

const parseHeaders = (text: string, from: number): RequestHeaders => {
  const headers: Record<string, string> = Object.create(null);
  for (let at = from; at < text.length; ) {
    const found = text.indexOf('\r\n', at);
    const end = found === -1 ? text.length : found;
    const colon = text.indexOf(':', at);
    const name = text.slice(at, colon);
    // Neither a folded line nor a space before the colon: two readers could take them for different things.
    if (colon === -1 || colon > end || !headerName.test(name)) throw new MalformedRequest(400);
    const value = withoutOuterSpace(text.slice(colon + 1, end));
    const key = name.toLowerCase();
    const earlier = headers[key];
    const separator = key === 'cookie' ? '; ' : ',';
    headers[key] = earlier === undefined ? value : `${earlier}${separator}${value}`;
    at = end + 2;
  }
  return headers;
};

/** Spaces and tabs only: what else `trim` takes is no white space in HTTP. */
const withoutOuterSpace = (value: string): string => {
  let [from, to] = [0, value.length];
  while (from < to && isSpace(value, from)) from += 1;
  while (to > from && isSpace(value, to - 1)) to -= 1;
  return value.slice(from, to);
};

const isSpace = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

const isPersistent = (connection: string | undefined, modern: boolean): boolean => {
  if (connection === undefined) return modern;
  const options = connection.toLowerCase().split(',').map(withoutOuterSpace);
  return modern ? !options.includes('close') : options.includes('keep-alive');
};

const framingOf = (headers: RequestHeaders, modern: boolean): number | 'chunked' => {
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding === undefined) {
    if (length === undefined) return 0;
    if (!/^[0-9]{1,15}$/.test(length)) throw new MalformedRequest(400);
    return Number(length);
  }
  // Framed twice, or in a way that HTTP/1.0 has not, two readers could see two ends.
  if (length !== undefined || !modern) throw new MalformedRequest(400);
  if (coding.toLowerCase() !== 'chunked') throw new MalformedRequest(501);
  return 'chunked';
};
