import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import type { Answer } from './connection.ts';
import { serviceError } from './service-error.ts';

/** The answer when it is a success or one of the `expected` codes, else a `storage` error that says what failed. */
export const requireSuccess = (what: string, answer: Answer): Answer => {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const { code, message } = serviceError(answer);
  throw new FibimgError('storage', what, { why: message === '' ? code : `${code}: ${message}` });
};

/** Runs a call whose connection failures become a `storage` error that says what failed. */
export const calling = async (
  what: string,
  call: () => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> => {
  try {
    return await call();
  } catch (thrown) {
    if (signal?.aborted || thrown instanceof FibimgError) throw thrown;
    const code = codeOf(thrown);
    const why = code === undefined ? messageOf(thrown) : `${code}: ${messageOf(thrown)}`;
    throw new FibimgError('storage', what, { why, cause: thrown });
  }
};
