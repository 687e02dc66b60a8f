import { toFibimgError } from './sdk-error.ts';
import type { AwsCall } from './sdk-error-words.ts';

/**
 * Runs one operation of the SDK, the reading of its body included, within a deadline. What it throws is ours:
 * a `FibimgError`, or the reason of the caller's signal when that was what ended it.
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
  const late = toFibimgError(new DOMException('', 'TimeoutError'), call);
  const timer = setTimeout(() => ending.abort(late), timeoutMs);
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

/** Not every wait inside the SDK (a credential process, a back-off) listens to the signal it was given. */
const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
