import { toFibimgError } from './sdk-error.ts';
import type { AwsCall } from './sdk-error-words.ts';

/**
 * Runs one operation of the SDK, including the reading of its body, within a time-out. Throws a `FibimgError`, or the
 * reason of the caller's signal.
 */
export const callAws = async <T>(
  call: AwsCall,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const onAbort = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const endLate = () => ending.abort(toFibimgError(new DOMException('', 'TimeoutError'), call));
  const timer = setTimeout(endLate, timeoutMs);
  try {
    return await Promise.race([run(ending.signal), rejection(ending.signal)]);
  } catch (thrown) {
    if (ending.signal.aborted) throw ending.signal.reason;
    throw toFibimgError(thrown, call);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
};

/** Some waits inside the SDK (a credential process, a back-off) ignore the signal. */
const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
