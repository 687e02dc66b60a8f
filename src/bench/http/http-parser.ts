import { type HeadReader, MalformedAnswer, noHead } from './http-head.ts';

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
  readonly heads: HeadReader;
}

type State = 'head' | 'length' | 'close' | 'chunk' | 'data' | 'data-end' | 'trailers';

/**
 * An incremental parser, reused for every answer of a connection. Own code because the libraries cost the
 * load generator more than the measurement itself: node:http takes three to four times the processor time of this loop.
 */
export const createAnswerParser = (options: ParserOptions): AnswerParser => {
  const { headRequest, maxKeptBytes, heads } = options;
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

  /** Reads the head that begins at `at`; gives the index after it, or -1 where its end has not arrived. */
  const endOfHead = (input: string, at: number, searched: number): number => {
    const again = heads.again(input, at);
    if (again === undefined) {
      const next = upTo('\r\n\r\n', input, at, searched);
      if (next === -1) return -1;
      head = heads.read(input.slice(at, next));
    } else head = again;
    return at + head.bytes;
  };

  const afterHead = (): State | 'complete' => {
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
        const next = endOfHead(input, at, searched);
        if (next === -1) return undefined;
        const after = afterHead();
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
