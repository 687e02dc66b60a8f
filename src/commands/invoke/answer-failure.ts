import { FibimgError } from '../../core/error.ts';
import {
  type FunctionAnswer,
  readFunctionAnswer,
  readFunctionError,
} from '../../core/invocation/function-answer.ts';
import { membersOf, parseJson, stringOrNone } from '../../core/json.ts';

export const answerIn = (payload: Uint8Array): FunctionAnswer =>
  readFunctionAnswer(new TextDecoder().decode(payload), (base64) =>
    Buffer.from(base64, 'base64').toString('utf8'),
  );

/** The failure that the service's answer states, of a URL event or of an operation. */
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

/** The failure of a function that threw, crashed or ran out of time or memory, from its payload. */
export const functionFailure = (functionName: string, payload: Uint8Array): FibimgError => {
  const text = new TextDecoder().decode(payload);
  const { type, message } = readFunctionError(text);
  const told = [type, message].filter((part) => part !== undefined).join(': ');
  return new FibimgError('function_error', `function ${functionName} failed`, {
    why: told || text.slice(0, 400) || 'it left no word of why',
    hint: /timed ?out/i.test(told)
      ? 'raise its time-out or its memory; --log shows the end of its log'
      : '--log shows the end of its log',
  });
};
