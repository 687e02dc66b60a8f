import type { IncomingMessage } from 'node:http';
import { httpEvent, travelsAsText } from '../../core/invocation/http-event.ts';

interface UrlEventParts {
  readonly request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>;
  readonly sourceIp: string;
  readonly body: Buffer;
  readonly requestId: string;
  readonly traceId: string;
  readonly now: Date;
}

/** The event of payload format 2.0 that a function URL makes of an HTTP request. */
export const urlEvent = (parts: UrlEventParts): string => {
  const { request, body, sourceIp, requestId, now } = parts;
  const { method = 'GET', url = '/' } = request;
  const [rawPath = '/', ...query] = url.split('?');
  const headers = headersOf(request.rawHeaders, parts);
  const isText = travelsAsText(headers['content-type']);
  const text = body.toString(isText ? 'utf8' : 'base64');
  const event = httpEvent(
    {
      method,
      rawPath,
      rawQueryString: query.join('?'),
      headers,
      sourceIp,
      body: body.length === 0 ? undefined : { text, isBase64Encoded: !isText },
    },
    { domainName: headers['host'] ?? 'localhost', requestId, now },
  );
  return JSON.stringify(event);
};

/** Repeated headers are joined by commas, cookies by semicolons; what Lambda sets itself is replaced. */
const headersOf = (
  raw: readonly string[],
  { sourceIp, traceId }: UrlEventParts,
): Readonly<Record<string, string>> => {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    const separator = name === 'cookie' ? '; ' : ',';
    headers.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }
  headers.delete('connection');
  headers.set('x-amzn-trace-id', traceId);
  headers.set('x-forwarded-for', sourceIp);
  headers.set('x-forwarded-proto', 'http');
  return Object.fromEntries(headers);
};
