import { FibimgError } from '../../core/error.ts';

/** What a signer signs. Header names are in lower case. */
interface UnsignedRequest {
  readonly method: Method;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives every header to send, the signature among them. Called for each request, just before it is sent; must not throw. */
export type SignRequest = (request: UnsignedRequest) => Readonly<Record<string, string>>;

export type Method = 'GET' | 'HEAD';

export interface RequestShape {
  readonly url: URL;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly keepAlive: boolean;
  readonly sign?: SignRequest;
}

/** Turns the integer to ask for (undefined leaves it to the service) into a request's bytes, as latin1. */
type RequestEncoder = (pixels: number | undefined) => string;

/** Encodes every integer once, but for signed requests, whose signature holds the time. */
export const createRequestEncoder = (shape: RequestShape): RequestEncoder => {
  const headers = headersOf(shape);
  const encode = (pixels: number | undefined): string => {
    const { method, sign } = shape;
    const request = { method, host: shape.url.host, path: pathOf(shape.url, pixels), headers };
    const lines = Object.entries(sign ? sign(request) : headers).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return `${method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  };
  if (shape.sign) return encode;
  const encoded = new Map<number | undefined, string>();
  return (pixels) => {
    const known = encoded.get(pixels);
    if (known !== undefined) return known;
    const text = encode(pixels);
    encoded.set(pixels, text);
    return text;
  };
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
