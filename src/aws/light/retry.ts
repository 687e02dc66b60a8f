import { FibimgError } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import { sleep } from '../../core/sleep.ts';
import type { ServiceAnswer } from './server-socket.ts';
import { serviceError } from './service-error.ts';

const maxTries = 3;
const baseDelayMs = 50;

/** Error codes of a 400 that a retry may mend. */
const passing = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'InternalServerError',
  'TransactionInProgressException',
  'RequestTimeout',
  'SlowDown',
]);

interface RetryOptions {
  readonly rng: Rng;
  readonly signal: AbortSignal | undefined;
  /** Called before each further try: connections that lay idle while the environment was frozen are not to be trusted. */
  readonly onRetry: () => void;
}

/**
 * At most three tries, while the connection fails or the answer is one that a retry may mend. Waits between tries have
 * full jitter. The first retry of a broken connection is immediate: most likely it was closed while idle. Only for
 * requests that may be repeated; each try is signed anew.
 */
export const withRetries = async <T extends ServiceAnswer>(
  attempt: () => Promise<T>,
  { rng, signal, onRetry }: RetryOptions,
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    const last = tries === maxTries;
    let goesOnAtOnce = false;
    try {
      const answer = await attempt();
      if (last || !mayPass(answer)) return answer;
    } catch (thrown) {
      if (last || signal?.aborted || thrown instanceof FibimgError) throw thrown;
      goesOnAtOnce = tries === 1;
    }
    onRetry();
    if (!goesOnAtOnce) await sleep(rng.below(baseDelayMs * 2 ** tries), signal);
  }
};

const mayPass = (answer: ServiceAnswer): boolean =>
  answer.status >= 500 ||
  answer.status === 429 ||
  (answer.status === 400 && passing.has(serviceError(answer).code));
