import type { Clock } from '../../core/service/ports.ts';

/**
 * When the event loop began the turn that it is in: what is read in a turn had arrived by then, and has waited since
 * for what the turn did before. Tells at its first call in a turn, so it is to be called wherever something is read.
 */
export const createEventLoopTurn = (clock: Clock): (() => number) => {
  let beganMs: number | undefined;
  const end = (): void => {
    beganMs = undefined;
  };
  return () => {
    if (beganMs === undefined) {
      beganMs = clock.elapsedMs();
      setImmediate(end);
    }
    return beganMs;
  };
};
