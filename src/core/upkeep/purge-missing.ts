import { FibimgError } from '../error.ts';
import type { PurgeStage, PurgeTarget } from './purge-target.ts';

/** The same target, in which a bucket or table that does not exist is as good as an empty one. */
export const tolerateMissing = (
  target: PurgeTarget,
  onMissing: (why: string) => void,
): PurgeTarget => {
  const or = async <T>(instead: T, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (thrown) {
      if (!(thrown instanceof FibimgError) || thrown.kind !== 'not_found') throw thrown;
      onMissing(thrown.message);
      return instead;
    }
  };
  const tolerant = (stage: PurgeStage): PurgeStage => ({
    ...stage,
    list: (from, signal) => or({ things: [], missing: true }, () => stage.list(from, signal)),
    remove: (batch) => or([], () => stage.remove(batch)),
  });
  return {
    stages: target.stages.map(tolerant),
    foreign: (signal) => or([], () => target.foreign(signal)),
  };
};
