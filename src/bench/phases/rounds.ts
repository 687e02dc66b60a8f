import type { Load } from '../load/load.ts';

/** As many as give an interval that is worth having, and no more: each costs its preparation. */
const defaultRounds = 5;

/** Shorter, and what happens once at its beginning is all that a round shows. */
const shortestRoundMs = 1000;

/** How many rounds a load is cut into where nobody says: none of under a second, and no load that is not even. */
export const roundsOf = (load: Load): number => {
  if (!('durationMs' in load)) return 1;
  return Math.max(1, Math.min(defaultRounds, Math.floor(load.durationMs / shortestRoundMs)));
};

/** Whether a load can be cut into rounds that are alike. */
export const canBeCut = (load: Load): boolean => !('stages' in load);

/** One round's part of a load; what does not divide evenly goes to the first ones. `index` is from 0. */
export const loadOfRound = (load: Load, rounds: number, index: number): Load => {
  if (rounds === 1) return load;
  const share = (whole: number) => Math.floor(whole / rounds) + (index < whole % rounds ? 1 : 0);
  const limit = load.maxRequests === undefined ? {} : { maxRequests: share(load.maxRequests) };
  if (load.executor === 'shared-iterations') {
    return { ...load, ...limit, iterations: share(load.iterations) };
  }
  return 'durationMs' in load ? { ...load, ...limit, durationMs: load.durationMs / rounds } : load;
};
