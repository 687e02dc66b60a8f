import { httpEvent, travelsAsText } from '../../core/invocation/http-event.ts';
import type { HttpRequest, RequestHeaders } from '../http/request-parser.ts';

interface UrlEventParts {
  readonly request: Pick<HttpRequest, 'method' | 'target' | 'headers' | 'body'>;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly now: Date;
}

/** The event of payload format 2.0 that a function URL makes of an HTTP request. */
export const urlEvent = (parts: UrlEventParts): string => {
  const { request, sourceIp, requestId, now } = parts;
  const { method, target, body } = request;
  const mark = target.indexOf('?');
  const rawPath = mark === -1 ? target : target.slice(0, mark);
  const rawQueryString = mark === -1 ? '' : target.slice(mark + 1);
  const headers = headersOf(request.headers, parts);
  const isText = travelsAsText(headers['content-type']);
  const text = body.toString(isText ? 'utf8' : 'base64');
  const event = httpEvent(
    {
      method,
      rawPath,
      rawQueryString,
      headers,
      sourceIp,
      body: body.length === 0 ? undefined : { text, isBase64Encoded: !isText },
    },
    { domainName: headers['host'] ?? 'localhost', requestId, now },
  );
  return JSON.stringify(event);
};

/** What Lambda sets itself is replaced. */
const headersOf = (
  { connection: _, ...sent }: RequestHeaders,
  { sourceIp, traceId }: UrlEventParts,
): Readonly<Record<string, string>> => ({
  ...sent,
  'x-amzn-trace-id': traceId,
  'x-forwarded-for': sourceIp,
  'x-forwarded-proto': 'http',
});
