import { FibimgError } from '../error.ts';
import { membersOf, parseJson, stringOrNone } from '../json.ts';
import type { UrlAnswer } from '../stack/function-url.ts';

export type UrlAuth = 'none' | 'iam';

/**
 * The failure that a function URL's status states; undefined for a 2xx, whose body is still to be read. Tells Lambda's
 * own refusals from the service's errors.
 */
export const urlFailure = (url: URL, answer: UrlAnswer, auth: UrlAuth): FibimgError | undefined => {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return undefined;
  const service = serviceError(body);
  if (service !== undefined) {
    const kind = service.code === 'invalid_input' ? 'invalid_input' : 'function_error';
    const why = `${service.code}: ${service.message}`;
    return new FibimgError(kind, `${url.host} answered ${status}`, { why });
  }
  const refusal = refusals[status];
  return refusal === undefined ? unforeseen(url, answer) : refusal(url, answer, auth);
};

/** The contract's error body. */
const serviceError = (body: string) => {
  const error = membersOf(membersOf(parseJson(body)).get('error'));
  const [code, message] = [stringOrNone(error.get('code')), stringOrNone(error.get('message'))];
  return code === undefined || message === undefined ? undefined : { code, message };
};

type RefusalWords = (url: URL, answer: UrlAnswer, auth: UrlAuth) => FibimgError;

const refusals: Readonly<Record<number, RefusalWords>> = {
  403: (url, answer, auth) => forbidden(url, messageIn(answer), auth),
  429: (url, answer) =>
    new FibimgError('throttled', `Lambda throttled ${url.host}`, {
      why: reasonIn(answer) ?? 'all the concurrency that the function may use is in use',
      hint: "wait a little, or raise the function's reserved concurrency",
    }),
  502: (url, answer) =>
    new FibimgError('function_error', `the function behind ${url.host} failed`, {
      why: messageIn(answer) ?? 'Lambda answered 502: it threw, or its answer has no valid form',
      hint: 'its log says why; fibimg invoke --log shows the end of it',
    }),
  503: (url, answer) =>
    new FibimgError('function_error', `${url.host} is not available`, {
      why: messageIn(answer) ?? 'Lambda answered 503 and says no more',
      hint: 'try again in a moment',
    }),
};

/** A URL's policy must allow two actions since October 2025; stacks made by older tools allow only the first. */
const forbidden: (url: URL, message: string | undefined, auth: UrlAuth) => FibimgError = (
  url,
  message,
  auth,
) => {
  const why = message ?? 'Lambda answered 403 and says no more';
  if (/signature|security token|expired|credential/i.test(why)) {
    return new FibimgError('credentials', `${url.host} refused the AWS credentials`, {
      why,
      hint: 'sign in again, and check --profile, --region and the clock of this machine',
    });
  }
  const pair =
    'lambda:InvokeFunctionUrl and, since October 2025, lambda:InvokeFunction too (on condition lambda:InvokedViaFunctionUrl)';
  return new FibimgError('denied', `${url.host} let nobody in`, {
    why,
    hint:
      auth === 'iam'
        ? `these credentials need ${pair}`
        : `its policy must allow ${pair}; where its auth type is AWS_IAM, add --auth iam`,
  });
};

const unforeseen = (url: URL, { status, headers, body }: UrlAnswer): FibimgError => {
  const location = headers.get('location');
  const page = /^\s*</.test(body) ? 'a page of HTML or XML' : body.trim().slice(0, 200);
  return new FibimgError('function_error', `${url.host} answered ${status}`, {
    why: location === undefined ? page || 'it says no more' : `it points to ${location}`,
    hint: 'is this the URL of the function? fibimg stack NAME shows it',
  });
};

const messageIn = ({ body }: UrlAnswer): string | undefined => {
  const members = membersOf(parseJson(body));
  return stringOrNone(members.get('Message')) ?? stringOrNone(members.get('message'));
};

const reasonIn = ({ body }: UrlAnswer): string | undefined =>
  stringOrNone(membersOf(parseJson(body)).get('Reason'));
