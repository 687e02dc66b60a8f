import { FibimgError } from '../../core/error.ts';
import { membersOf, parseJson, stringOrNone } from '../../core/json.ts';

/** What a payload holds, past the envelope of an HTTP answer. */
export interface FunctionAnswer {
  /** Where the payload is an HTTP answer. */
  readonly status: number | undefined;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Unchanged, digit by digit. */
  readonly body: string;
}

export const readFunctionAnswer = (payload: Uint8Array): FunctionAnswer => {
  const text = new TextDecoder().decode(payload);
  const members = membersOf(parseJson(text));
  const status = members.get('statusCode');
  if (typeof status !== 'number') return { status: undefined, headers: new Map(), body: text };
  const body = stringOrNone(members.get('body')) ?? '';
  return {
    status,
    headers: new Map(
      [...membersOf(members.get('headers'))].map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    ),
    body:
      members.get('isBase64Encoded') === true ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
};

/** The failure that an answer of the service tells, be it of a URL or of an operation. */
export const serviceFailure = (
  functionName: string,
  { status, body }: FunctionAnswer,
): FibimgError | undefined => {
  const { code, message } = errorIn(body);
  if (status === undefined ? code === undefined : status < 400) return undefined;
  const answered = status === undefined ? 'an error' : String(status);
  return new FibimgError('function_error', `${functionName} answered ${answered}`, {
    why: code === undefined ? 'it says no more' : `${code}: ${message ?? 'it says no more'}`,
  });
};

const errorIn = (body: string) => {
  const members = membersOf(parseJson(body));
  const error = membersOf(members.size === 1 ? members.get('error') : undefined);
  return { code: stringOrNone(error.get('code')), message: stringOrNone(error.get('message')) };
};

/** The failure of a function that threw, crashed or ran out of time or memory: what its payload then tells. */
export const functionFailure = (functionName: string, payload: Uint8Array): FibimgError => {
  const text = new TextDecoder().decode(payload);
  const members = membersOf(parseJson(text));
  const type = stringOrNone(members.get('errorType'));
  const message = stringOrNone(members.get('errorMessage'));
  const told = [type, message].filter((part) => part !== undefined).join(': ');
  return new FibimgError('function_error', `function ${functionName} failed`, {
    why: told || text.slice(0, 400) || 'it left no word of why',
    hint: /timed ?out/i.test(told)
      ? 'raise its time-out or its memory; --log shows the end of its log'
      : '--log shows the end of its log',
  });
};
