import { STATUS_CODES } from 'node:http';

export interface HttpReply {
  readonly status: number;
  /** Several values are sent as several headers. */
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

interface ReplyFrame {
  /** To a HEAD request: the length is told, the body is not sent. */
  readonly isHead: boolean;
  readonly persistent: boolean;
  /** How long an idle connection is kept, for clients to whom that is worth telling. */
  readonly keepAliveSeconds: number | undefined;
  /** Dates the answer. */
  readonly now: Date | undefined;
}

/** The head and a body of text in one, where that is possible: one write, one packet. */
interface EncodedReply {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
  readonly body: Uint8Array | undefined;
}

/** An answer as it goes over the wire. A header that no HTTP message can have is a `TypeError`. */
export const encodeReply = (reply: HttpReply, frame: ReplyFrame): EncodedReply => {
  const { status, headers = {}, body = '' } = reply;
  const { isHead, persistent, keepAliveSeconds, now } = frame;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
  for (const name in headers) head += headerLines(name, headers[name] ?? '');
  if (now !== undefined) head += `date: ${dateOf(now)}\r\n`;
  if (!persistent) head += 'connection: close\r\n';
  else if (keepAliveSeconds !== undefined) {
    head += `connection: keep-alive\r\nkeep-alive: timeout=${keepAliveSeconds}\r\n`;
  }
  const isBodiless = status < 200 || status === 204 || status === 304;
  head += isBodiless ? '\r\n' : `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  if (isHead || isBodiless || body.length === 0) {
    return { text: head, encoding: 'latin1', body: undefined };
  }
  if (typeof body !== 'string') return { text: head, encoding: 'latin1', body };
  return isAscii.test(head)
    ? { text: head + body, encoding: 'utf8', body: undefined }
    : { text: head, encoding: 'latin1', body: Buffer.from(body) };
};

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
const isAscii = /^[\0-\x7f]*$/;

const headerLines = (name: string, value: string | number | readonly string[]): string => {
  if (typeof value === 'object') return value.map((each) => headerLines(name, each)).join('');
  const text = String(value);
  if (headerName.test(name) && headerValue.test(text)) return `${name}: ${text}\r\n`;
  throw new TypeError(`no HTTP message can have the header ${JSON.stringify(name)}`);
};

let dated = { second: Number.NaN, text: '' };

/** Made once a second. */
const dateOf = (now: Date): string => {
  const second = Math.floor(now.getTime() / 1000);
  if (second !== dated.second) dated = { second, text: now.toUTCString() };
  return dated.text;
};
