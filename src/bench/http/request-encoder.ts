import { FibimgError } from '../../core/error.ts';

/** What a signer signs. Header names are in lower case. */
interface UnsignedRequest {
  readonly method: Method;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Gives every header to send, the signature among them. Called for each request, just before it is sent; must not throw. */
export type SignRequest = (request: UnsignedRequest) => Readonly<Record<string, string>>;

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A server may act twice on what is sent twice: only these are sent again when a connection closes unanswered. */
export const isRepeatable = (method: Method): boolean => method === 'GET' || method === 'HEAD';

export interface RequestShape {
  readonly url: URL;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly keepAlive: boolean;
  readonly sign?: SignRequest;
  /** What requests may send. */
  readonly bodies?: readonly Uint8Array[];
}

/** Turns the integer to ask for (undefined leaves it to the service), or the body to send, into a request's bytes, as latin1. */
type RequestEncoder = (pixels: number | undefined, body?: number) => string;

/** Encodes every integer and body once, but for signed requests, whose signature holds the time. */
export const createRequestEncoder = (shape: RequestShape): RequestEncoder => {
  const headers = headersOf(shape);
  const contents = (shape.bodies ?? []).map((body) => ({ body, headers: contentHeaders(body) }));
  const encode = (pixels: number | undefined, at?: number): string => {
    const { method, sign } = shape;
    const content = at === undefined ? undefined : contents[at];
    const request = {
      ...{ method, host: shape.url.host, path: pathOf(shape.url, pixels) },
      headers: isRepeatable(method)
        ? headers
        : { ...(content?.headers ?? { 'content-length': '0' }), ...headers },
      ...(content && { body: content.body }),
    };
    const lines = Object.entries(sign ? sign(request) : request.headers).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const head = `${method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
    return content === undefined ? head : head + Buffer.from(content.body).toString('latin1');
  };
  if (shape.sign) return encode;
  const encoded = new Map<number | undefined, string>();
  return (pixels, body) => {
    // No request has both.
    const key = body === undefined ? pixels : -1 - body;
    const known = encoded.get(key);
    if (known !== undefined) return known;
    const text = encode(pixels, body);
    encoded.set(key, text);
    return text;
  };
};

/** How long a body is, and what it looks like where no header says it. */
const contentHeaders = (body: Uint8Array): Record<string, string> => ({
  'content-length': String(body.length),
  'content-type': isJson(body) ? 'application/json' : 'application/octet-stream',
});

const isJson = (body: Uint8Array): boolean => {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return true;
  } catch {
    return false;
  }
};

const pathOf = (url: URL, pixels: number | undefined): string => {
  if (pixels === undefined) return url.pathname + url.search;
  const asked = new URL(url);
  asked.searchParams.set('int', String(pixels));
  return asked.pathname + asked.search;
};

const headersOf = ({ url, headers, keepAlive }: RequestShape): Record<string, string> => {
  const all: Record<string, string> = {
    host: url.host,
    'user-agent': 'fibimg',
    accept: '*/*',
    ...basicAuthorization(url),
  };
  for (const [name, value] of Object.entries(headers)) {
    checkHeader(name, value);
    all[name.toLowerCase()] = value;
  }
  return keepAlive ? all : { ...all, connection: 'close' };
};

const basicAuthorization = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
};

/** Names and values that HTTP allows (RFC 9110, 5.1 and 5.5), less those that would change the framing. */
const checkHeader = (name: string, value: string): void => {
  const problem = (why: string): FibimgError =>
    new FibimgError('usage', `the header "${name}" cannot be sent`, { why });
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw problem('its name is not a header name');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw problem('its value holds a line break, a control character or a letter outside Latin-1');
  }
  if (/^(?:connection|content-length|transfer-encoding|expect|upgrade)$/i.test(name)) {
    throw problem('it changes how requests and answers are framed, which fibimg decides');
  }
};
