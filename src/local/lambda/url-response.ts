import { isObject } from '../../core/json.ts';

/** What a client of the function URL gets. */
export interface UrlResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/**
 * Reads a handler's answer as a function URL does: an object with a `statusCode` is a response, any other JSON is a
 * body of its own. Undefined for a response that makes no sense, which is a 502 to the client.
 */
export const urlResponse = (payload: string): UrlResponse | undefined => {
  const answer: unknown = JSON.parse(payload);
  if (!isObject(answer) || !('statusCode' in answer)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...headerValues(headers),
      ...(Array.isArray(cookies) && cookies.length > 0 && { 'set-cookie': cookies.map(String) }),
    },
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
};

const headerValues = (headers: unknown): Record<string, string> => {
  if (!isObject(headers)) return {};
  const values: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    // The platform sets these itself.
    if (/^(connection|transfer-encoding|content-length|date)$/i.test(name)) continue;
    values.push([name.toLowerCase(), String(value)]);
  }
  return Object.fromEntries(values);
};
