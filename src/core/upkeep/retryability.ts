import { FibimgError } from '../error.ts';

/** Whether a failed call is worth another try: never, a few times, or for as long as the caller is willing to wait. */
export type Retryability = 'permanent' | 'transient' | 'throttled';

export const retryabilityOf = (thrown: unknown): Retryability => {
  if (!(thrown instanceof FibimgError)) return 'permanent';
  if (thrown.kind === 'throttled') return 'throttled';
  return thrown.kind === 'network' || thrown.kind === 'storage' ? 'transient' : 'permanent';
};
