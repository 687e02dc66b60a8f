import type { IncomingMessage } from 'node:http';

export interface UrlEventParts {
  readonly request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'httpVersion'>;
  readonly sourceIp: string;
  readonly body: Buffer;
  readonly requestId: string;
  readonly traceId: string;
  readonly now: Date;
}

/** Bodies of these types travel as text, all others as base64. */
const textTypes =
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|[^;]*\+(json|xml)))/i;

/** The event of payload format 2.0 that a function URL makes of an HTTP request. */
export const urlEvent = (parts: UrlEventParts): string => {
  const { request, body } = parts;
  const { method = 'GET', url = '/' } = request;
  const [rawPath = '/', ...query] = url.split('?');
  const rawQueryString = query.join('?');
  const { headers, cookies } = headersOf(request.rawHeaders, parts);
  const parameters = joined(new URLSearchParams(rawQueryString));
  const isText = textTypes.test(headers['content-type'] ?? '');
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: parameters }),
    requestContext: requestContext(parts, method, rawPath, headers),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  });
};

const requestContext = (
  { request, sourceIp, requestId, now }: UrlEventParts,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
) => ({
  accountId: 'anonymous',
  apiId: 'local',
  domainName: headers['host'] ?? 'localhost',
  domainPrefix: 'local',
  http: {
    method,
    path,
    protocol: `HTTP/${request.httpVersion}`,
    sourceIp,
    userAgent: headers['user-agent'] ?? '',
  },
  requestId,
  routeKey: '$default',
  stage: '$default',
  time: logTime(now),
  timeEpoch: now.getTime(),
});

/** Repeated names are joined by commas. */
const joined = (pairs: Iterable<readonly [string, string]>): Record<string, string> => {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
};

const headersOf = (raw: readonly string[], { sourceIp, traceId }: UrlEventParts) => {
  const pairs: [string, string][] = [];
  const cookies: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/;\s*/));
    else if (!replaced.has(name)) pairs.push([name, value]);
  }
  pairs.push(
    ['x-amzn-trace-id', traceId],
    ['x-forwarded-for', sourceIp],
    ['x-forwarded-proto', 'http'],
  );
  return { headers: joined(pairs), cookies };
};

const replaced = new Set(['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-proto', 'connection']);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `12/Mar/2020:19:03:58 +0000`. */
const logTime = (date: Date): string => {
  const [day = '', time = ''] = date.toISOString().split(/[T.]/);
  const [year, month, dayOfMonth] = day.split('-');
  return `${dayOfMonth}/${months[Number(month) - 1]}/${year}:${time} +0000`;
};
