import { membersOf, parseJson, stringOrNone } from '../json.ts';

/** A function's payload, without the envelope of an HTTP answer (payload format 2.0). */
export interface FunctionAnswer {
  /** undefined where the payload is not an HTTP answer. */
  readonly status: number | undefined;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Unchanged, digit by digit. */
  readonly body: string;
}

/** @param decode reads base64 into text of the same encoding as `payload`. */
export const readFunctionAnswer = (
  payload: string,
  decode: (base64: string) => string,
): FunctionAnswer => {
  const members = membersOf(parseJson(payload));
  const status = members.get('statusCode');
  if (typeof status !== 'number') return { status: undefined, headers: new Map(), body: payload };
  const body = stringOrNone(members.get('body')) ?? '';
  return {
    status,
    headers: new Map(
      [...membersOf(members.get('headers'))].map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    ),
    body: members.get('isBase64Encoded') === true ? decode(body) : body,
  };
};

/** The error in the payload of a function that threw, crashed or ran out of time or memory. */
export const readFunctionError = (
  payload: string,
): { readonly type: string | undefined; readonly message: string | undefined } => {
  const members = membersOf(parseJson(payload));
  return {
    type: stringOrNone(members.get('errorType')),
    message: stringOrNone(members.get('errorMessage')),
  };
};
