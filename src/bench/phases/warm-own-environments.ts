import { FibimgError } from '../../core/error.ts';
import { environmentIn } from '../../core/invocation/evidence-headers.ts';
import type { LeftAsTheyAre } from './system-under-test.ts';
import { warmUntilSeen } from './warm-environments.ts';

/** Asks the service for one integer, a bad one too, and gives the answer's headers, in lower case. */
export type AskService = (int: number, signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

/** Answered with 400 before any store is asked, by our function; the original takes it for an image to make. */
const badInt = 0;

/**
 * Warms the environments of a deployed function by requests that touch no store. A function that does not name its
 * environments is not ours, or cannot be seen to be: it gets none of them.
 *
 * @param stored an integer whose image is stored: its request changes nothing.
 */
export const warmOwnEnvironments = async (
  count: number,
  ask: AskService,
  stored: number,
  signal: AbortSignal,
): Promise<number | LeftAsTheyAre> => {
  const first = environmentIn(await ask(stored, signal));
  if (first === undefined) {
    return {
      why: 'the function does not say which of them answers, so it is taken for another implementation',
    };
  }
  const probe = (): Promise<string | undefined> =>
    ask(badInt, signal).then(environmentIn, undefinedWhenRefused);
  return warmUntilSeen(count, probe, signal);
};

/** More at once than the function may run are throttled, which is no reason to end the run. */
const undefinedWhenRefused = (thrown: unknown): undefined => {
  if (thrown instanceof FibimgError && thrown.kind === 'throttled') return undefined;
  throw thrown;
};
