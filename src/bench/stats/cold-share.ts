import type { ColdShare, PhaseSummary } from '../record/document.ts';
import type { Interval } from '../record/effect.ts';
import { z975 } from './mean-interval.ts';

/** How many of each phase's requests waited for an environment; none of a phase whose answers tell no start. */
export const coldSharesOf = (phases: readonly PhaseSummary[]): readonly ColdShare[] =>
  phases.flatMap(({ name, metrics }) => {
    const counted = (start: 'cold' | 'warm'): number => {
      const metric = metrics[`http_reqs{start:${start}}`];
      return metric?.type === 'counter' ? metric.values.count : 0;
    };
    const waited = counted('cold');
    const told = waited + counted('warm');
    if (told === 0) return [];
    const interval = wilsonInterval(waited, told);
    return [{ phase: name, waited, told, share: waited / told, interval }];
  });

/**
 * Wilson's score interval of 95 % for a share: those shares from which what was counted is no farther than 1.96 of their
 * own standard errors. It holds where few or none were counted, and never leaves 0 to 1.
 */
export const wilsonInterval = (counted: number, of: number): Interval => {
  const share = counted / of;
  const z2 = z975 ** 2;
  const centre = share + z2 / (2 * of);
  const half = z975 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  const end = (at: number): number => at / (1 + z2 / of);
  // Exactly, where rounding would leave a trace.
  return [counted === 0 ? 0 : end(centre - half), counted === of ? 1 : end(centre + half)];
};
