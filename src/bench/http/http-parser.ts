/** Bytes that are not an HTTP/1.1 answer (RFC 9112); the code says what is wrong. */
export class MalformedAnswer extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`malformed HTTP answer: ${code}`);
    this.name = 'MalformedAnswer';
    this.code = code;
  }
}

/** A head, a chunk's size line or trailers longer than this are refused. */
export const maxHeadBytes = 65_536;

/** One answer, complete. Text is latin1: one character a byte. */
export interface Answer {
  readonly status: number;
  /** Of the headers that the parser was asked for: lower-case names, repeated ones joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The first `maxKeptBytes` of the body. */
  readonly body: string;
  readonly bodyBytes: number;
  /** Whether another request may follow on the connection. */
  readonly reusable: boolean;
}

interface AnswerParser {
  /** Takes what arrived, in latin1, cut anywhere; gives the answer once it is complete. */
  push(text: string): Answer | undefined;
  /** The peer sends nothing more: gives the answer that this completes. */
  end(): Answer | undefined;
}

export interface ParserOptions {
  /** The answer to a HEAD request has no body whatever its headers say. */
  readonly headRequest: boolean;
  readonly maxKeptBytes: number;
  /** Lower-case names of the headers to read, besides those that frame the answer. */
  readonly headers: readonly string[];
}

type State = 'head' | 'length' | 'close' | 'chunk' | 'data' | 'data-end' | 'trailers';

/**
 * An incremental parser, reused for every answer of a connection. Own code because the libraries cost the
 * load generator more than the measurement itself: node:http takes three to four times the processor time of this loop.
 */
export const createAnswerParser = (options: ParserOptions): AnswerParser => {
  const { headRequest, maxKeptBytes } = options;
  const wanted = wantedHeaders(options.headers);
  let state: State = 'head';
  /** A line or head whose end has not arrived. */
  let pending = '';
  let head = noHead;
  let body = '';
  let bodyBytes = 0;
  let remaining = 0;
  let trailerBytes = 0;

  const complete = (surplus: boolean): Answer => {
    const { status, headers, persistent } = head;
    const reusable = persistent && state !== 'close' && !surplus;
    const answer = { status, headers, body, bodyBytes, reusable };
    state = 'head';
    pending = body = '';
    bodyBytes = remaining = trailerBytes = 0;
    return answer;
  };

  const keep = (text: string): void => {
    if (bodyBytes < maxKeptBytes) body += text.slice(0, maxKeptBytes - bodyBytes);
    bodyBytes += text.length;
  };

  /** Index after `terminator`, or -1 after putting the unfinished line aside. */
  const upTo = (terminator: string, input: string, at: number, searched: number): number => {
    const found = input.indexOf(terminator, Math.max(at, searched - terminator.length + 1));
    const end = found === -1 ? input.length : found;
    if (end - at > maxHeadBytes) throw new MalformedAnswer('ERR_HTTP_HEAD_TOO_LARGE');
    if (found !== -1) return found + terminator.length;
    pending = input.slice(at);
    return -1;
  };

  const afterHead = (text: string): State | 'complete' => {
    head = parseHead(text, wanted);
    if (head.status < 200) return 'head';
    if (headRequest || head.status === 204 || head.status === 304) return 'complete';
    if (head.framing === 'chunked') return 'chunk';
    if (head.framing === 'close') return 'close';
    remaining = head.framing;
    return remaining === 0 ? 'complete' : 'length';
  };

  /** Body bytes from `at`; the index after them. */
  const take = (input: string, at: number): number => {
    const end = Math.min(input.length, at + remaining);
    keep(at === 0 && end === input.length ? input : input.slice(at, end));
    remaining -= end - at;
    return end;
  };

  const push = (text: string): Answer | undefined => {
    const searched = pending.length;
    const input = searched === 0 ? text : pending + text;
    pending = '';
    let at = 0;
    while (at < input.length) {
      if (state === 'head') {
        const next = upTo('\r\n\r\n', input, at, searched);
        if (next === -1) return undefined;
        const after = afterHead(input.slice(at, next - 4));
        at = next;
        if (after === 'complete') return complete(at < input.length);
        state = after;
      } else if (state === 'length') {
        at = take(input, at);
        if (remaining === 0) return complete(at < input.length);
      } else if (state === 'close') {
        keep(input.slice(at));
        return undefined;
      } else if (state === 'data') {
        at = take(input, at);
        if (remaining === 0) state = 'data-end';
      } else {
        const next = upTo('\r\n', input, at, searched);
        if (next === -1) return undefined;
        const line = input.slice(at, next - 2);
        at = next;
        if (state === 'trailers' && line === '') return complete(at < input.length);
        state = afterLine(line);
      }
    }
    return undefined;
  };

  /** A trailer, a chunk's size, or the empty line that ends its data. */
  const afterLine = (line: string): State => {
    if (state === 'trailers') {
      trailerBytes += line.length + 2;
      if (trailerBytes > maxHeadBytes) throw new MalformedAnswer('ERR_HTTP_HEAD_TOO_LARGE');
      return state;
    }
    if (state === 'data-end') {
      if (line !== '') throw new MalformedAnswer('ERR_HTTP_CHUNK');
      return 'chunk';
    }
    const size = /^([0-9a-fA-F]{1,13})[ \t]*(?:;|$)/.exec(line)?.[1];
    if (size === undefined) throw new MalformedAnswer('ERR_HTTP_CHUNK');
    remaining = Number.parseInt(size, 16);
    return remaining === 0 ? 'trailers' : 'data';
  };

  const end = (): Answer | undefined => {
    if (state === 'close') return complete(false);
    throw new MalformedAnswer('ERR_HTTP_CUT_SHORT');
  };

  return { push, end };
};

/** What the head of an answer says. */
interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes of the body, or how its end is told. */
  readonly framing: number | 'chunked' | 'close';
  readonly persistent: boolean;
}

const noHead: Head = { status: 0, headers: new Map(), framing: 0, persistent: false };

/** These headers and those that frame an answer; lengths tell most others apart without making text of them. */
export const wantedHeaders = (headers: readonly string[]) => {
  const names = new Set(['content-length', 'transfer-encoding', 'connection', ...headers]);
  return { names, lengths: new Set([...names].map((name) => name.length)) };
};

type WantedHeaders = ReturnType<typeof wantedHeaders>;

/** Reads the head without its last empty line; of the headers, those wanted. */
const parseHead = (text: string, wanted: WantedHeaders): Head => {
  const lineEnd = text.indexOf('\r\n');
  const statusLine = lineEnd === -1 ? text : text.slice(0, lineEnd);
  const [, minor, status] = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined || status === '101') throw new MalformedAnswer('ERR_HTTP_STATUS_LINE');
  const headers = lineEnd === -1 ? noHead.headers : parseHeaders(text, lineEnd + 2, wanted);
  const { framing, persistent } = readFraming(headers, minor === '1');
  return { status: Number(status), headers, framing, persistent };
};

/** How the end of an answer is told, and whether another may follow it; `modern` is HTTP/1.1. */
export const readFraming = (
  headers: ReadonlyMap<string, string>,
  modern: boolean,
): Pick<Head, 'framing' | 'persistent'> => {
  const options = headers.get('connection');
  const persistent = modern ? !says(close, options) : says(keepAlive, options);
  // RFC 9112 (6.1): an answer framed twice is closed after, for another reader of it may see another end.
  const framedTwice = headers.has('transfer-encoding') && headers.has('content-length');
  return { framing: framingOf(headers), persistent: persistent && !framedTwice };
};

/** Whether an option is among the comma-separated ones of `Connection`. */
const says = (option: RegExp, options = ''): boolean => option.test(options);
const close = /(?:^|[\s,])close(?:[\s,]|$)/i;
const keepAlive = /(?:^|[\s,])keep-alive(?:[\s,]|$)/i;

const parseHeaders = (
  text: string,
  from: number,
  wanted: WantedHeaders,
): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const found = text.indexOf('\r\n', at);
    const end = found === -1 ? text.length : found;
    const colon = text.indexOf(':', at);
    // A line that begins with a space would continue the last one: RFC 9112 (5.2) lets a client refuse that.
    if (colon <= at || colon > end || isSpace(text, at) || isSpace(text, colon - 1)) {
      throw new MalformedAnswer('ERR_HTTP_HEADER');
    }
    if (wanted.lengths.has(colon - at)) {
      const name = text.slice(at, colon).toLowerCase();
      if (wanted.names.has(name)) {
        const value = text.slice(colon + 1, end).trim();
        const earlier = headers.get(name);
        headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
      }
    }
    at = end + 2;
  }
  return headers;
};

const isSpace = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

const framingOf = (headers: ReadonlyMap<string, string>): number | 'chunked' | 'close' => {
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined) return /(?:^|,)\s*chunked$/i.test(coding) ? 'chunked' : 'close';
  const length = headers.get('content-length');
  if (length === undefined) return 'close';
  const [first = '', ...others] = length.includes(',') ? length.split(/\s*,\s*/) : [length];
  if (!/^[0-9]{1,15}$/.test(first) || others.some((other) => other !== first)) {
    throw new MalformedAnswer('ERR_HTTP_CONTENT_LENGTH');
  }
  return Number(first);
};
