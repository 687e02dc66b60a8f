import { membersOf, parseJson, stringOrNone } from '../../core/json.ts';
import type { ServiceReply } from '../http/answer-verdict.ts';

/** What a function's payload means as an HTTP answer (payload format 2.0): anything without a status is a body. */
export const replyOf = (payload: string, status: number): ServiceReply => {
  const members = membersOf(parseJson(payload));
  const statusCode = members.get('statusCode');
  if (typeof statusCode !== 'number') return { status, headers: new Map(), body: payload };
  const body = stringOrNone(members.get('body')) ?? '';
  return {
    status: statusCode,
    headers: headersOf(members.get('headers')),
    body:
      members.get('isBase64Encoded') === true
        ? Buffer.from(body, 'base64').toString('latin1')
        : body,
  };
};

const headersOf = (value: unknown): ReadonlyMap<string, string> =>
  new Map([...membersOf(value)].map(([name, text]) => [name.toLowerCase(), String(text)]));

/** The type of the error that a crashed function leaves as its payload, such as `Runtime.ExitError`. */
export const functionErrorCode = (payload: string): string | undefined =>
  stringOrNone(membersOf(parseJson(payload)).get('errorType'));
