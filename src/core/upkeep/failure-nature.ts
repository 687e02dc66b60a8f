import { FibimgError } from '../error.ts';

/** Whether it helps to ask again: never, a few times, or for as long as patience lasts. */
export type FailureNature = 'lasting' | 'passing' | 'throttled';

export const natureOf = (thrown: unknown): FailureNature => {
  if (!(thrown instanceof FibimgError)) return 'lasting';
  if (thrown.kind === 'throttled') return 'throttled';
  return thrown.kind === 'network' || thrown.kind === 'storage' ? 'passing' : 'lasting';
};
