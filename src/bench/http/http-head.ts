/** Bytes that are not an HTTP/1.1 answer (RFC 9112); the code says what is wrong. */
export class MalformedAnswer extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`malformed HTTP answer: ${code}`);
    this.name = 'MalformedAnswer';
    this.code = code;
  }
}

/** What the head of an answer says. */
interface Head {
  /** With the empty line that ends it. */
  readonly bytes: number;
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes of the body, or how its end is told. */
  readonly framing: number | 'chunked' | 'close';
  readonly persistent: boolean;
}

export const noHead: Head = {
  bytes: 0,
  status: 0,
  headers: new Map(),
  framing: 0,
  persistent: false,
};

/** These headers and those that frame an answer; lengths tell most others apart without making text of them. */
export const wantedHeaders = (headers: readonly string[]) => {
  const names = ['content-length', 'transfer-encoding', 'connection', ...headers];
  return {
    // The strings of whoever asks: a look-up by the very same string compares no letters.
    names: new Map(names.map((name) => [name, name])),
    lengths: new Set(names.map(({ length }) => length)),
  };
};

type WantedHeaders = ReturnType<typeof wantedHeaders>;

/**
 * Reads heads for any number of parsers. One like the last is not read again: most answers of a server begin like those
 * before, but for the second in which they were given.
 */
export const createHeadReader = (headers: readonly string[]) => {
  const wanted = wantedHeaders(headers);
  let text = '';
  let head = noHead;
  return {
    /** The last head, when it stands at `at` again. */
    again: (input: string, at: number): Head | undefined =>
      // Compared so because `startsWith` takes four times as long.
      text !== '' && input.slice(at, at + text.length) === text ? head : undefined,
    /** A whole head, with its empty line. */
    read(whole: string): Head {
      head = parseHead(whole, wanted);
      text = whole;
      return head;
    },
  };
};

export type HeadReader = ReturnType<typeof createHeadReader>;

/** Of the headers, those wanted. */
const parseHead = (whole: string, wanted: WantedHeaders): Head => {
  const text = whole.slice(0, -4);
  const lineEnd = text.indexOf('\r\n');
  const statusLine = lineEnd === -1 ? text : text.slice(0, lineEnd);
  const [, minor, status] = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined || status === '101') throw new MalformedAnswer('ERR_HTTP_STATUS_LINE');
  const headers = lineEnd === -1 ? noHead.headers : parseHeaders(text, lineEnd + 2, wanted);
  const { framing, persistent } = readFraming(headers, minor === '1');
  return { bytes: whole.length, status: Number(status), headers, framing, persistent };
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
      const name = wanted.names.get(text.slice(at, colon).toLowerCase());
      if (name !== undefined) {
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
  const [first = '', ...others] = length.includes(',')
    ? length.split(',').map((one) => one.trim())
    : [length];
  if (!/^[0-9]{1,15}$/.test(first) || others.some((other) => other !== first)) {
    throw new MalformedAnswer('ERR_HTTP_CONTENT_LENGTH');
  }
  return Number(first);
};
