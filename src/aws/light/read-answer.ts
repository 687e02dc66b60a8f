/** An HTTP answer, complete. Text is latin1: one character a byte. */
interface ReadAnswer {
  readonly status: number;
  readonly body: string;
  /** Whether another request may follow on the connection. */
  readonly reusable: boolean;
}

type Headers = ReadonlyMap<string, string>;

/** A body, and where it ends in the text. */
interface Body {
  readonly body: string;
  readonly end: number;
}

const headEnd = '\r\n\r\n';

/**
 * The answer that all text of a call so far is (RFC 9112); undefined while some of it is missing. Read each time from
 * the start, for answers are small and most come in one piece.
 *
 * @param ended the server sends nothing more.
 */
export const readAnswer = (text: string, ended: boolean): ReadAnswer | undefined => {
  const at = text.indexOf(headEnd);
  if (at === -1) return missing(ended);
  const from = at + headEnd.length;
  const [first = '', ...lines] = text.slice(0, at).split('\r\n');
  const [, minor, status = '101'] = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: |$)/.exec(first) ?? [];
  // Nobody has asked for another protocol.
  if (status === '101') throw malformed('first line');
  if (status < '200') return readAnswer(text.slice(from), ended);
  const headers = headersOf(lines);
  const read = bodyOf(status, headers, text, from);
  if (read !== undefined) {
    const reusable = isPersistent(headers, minor === '1') && read.end === text.length;
    return { status: Number(status), body: read.body, reusable };
  }
  return ended && isUnframed(headers)
    ? { status: Number(status), body: text.slice(from), reusable: false }
    : missing(ended);
};

const malformed = (part: string): Error => new Error(`the answer is not HTTP/1.1 in its ${part}`);

const missing = (ended: boolean): undefined => {
  if (ended) throw new Error('the connection was closed before the end of the answer');
};

const headersOf = (lines: readonly string[]): Headers => {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^([^\s:]+):(.*)$/.exec(line) ?? [];
    if (name === undefined) throw malformed('headers');
    const key = name.toLowerCase();
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value.trim() : `${earlier},${value.trim()}`);
  }
  return headers;
};

/** An answer framed twice is the last on its connection, for another reader of it may see another end (RFC 9112, 6.1). */
const isPersistent = (headers: Headers, modern: boolean): boolean => {
  const options = headers.get('connection') ?? '';
  return (
    (modern ? !/\bclose\b/i.test(options) : /\bkeep-alive\b/i.test(options)) &&
    !(headers.has('transfer-encoding') && headers.has('content-length'))
  );
};

const isChunked = (headers: Headers): boolean =>
  /(?:^|,)\s*chunked$/i.test(headers.get('transfer-encoding') ?? '');

/** Whether the connection's end is the body's. */
const isUnframed = (headers: Headers): boolean =>
  headers.has('transfer-encoding') ? !isChunked(headers) : !headers.has('content-length');

const bodyOf = (status: string, headers: Headers, text: string, from: number): Body | undefined => {
  if (status === '204' || status === '304') return { body: '', end: from };
  if (isChunked(headers)) return chunksOf(text, from);
  if (isUnframed(headers)) return undefined;
  const length = headers.get('content-length') ?? '';
  if (!/^[0-9]{1,15}$/.test(length)) throw malformed('length');
  const end = from + Number(length);
  return text.length < end ? undefined : { body: text.slice(from, end), end };
};

const chunksOf = (text: string, from: number): Body | undefined => {
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(text.slice(at, lineEnd))?.[1];
    if (size === undefined) throw malformed('chunks');
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) {
      // Trailers may follow; an empty line ends all.
      const last = text.indexOf(headEnd, lineEnd);
      return last === -1 ? undefined : { body, end: last + headEnd.length };
    }
    if (text.length < end + 2) return undefined;
    if (text.slice(end, end + 2) !== '\r\n') throw malformed('chunks');
    body += text.slice(start, end);
    at = end + 2;
  }
};
