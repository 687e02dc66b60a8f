import type { StartKind } from '../record/kinds.ts';
import type { PhasePlan } from './phase-plan.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** Lambda keeps an environment that nobody uses at least so long: in no published measurement it ended one sooner. */
const shortestIdleMs = 5 * 60_000;

/**
 * What the cold starts of a round are whose requests were sent before any answer: forced where the run had renewed the
 * environments. Where nothing was done to them before the run's first request, the time since the function's last change
 * tells. Undefined where environments had answered in this run.
 */
export const firstWaveOf = (
  { environments }: PhasePlan,
  isFirstOfRun: boolean,
  { changedAt }: Pick<SystemUnderTest, 'changedAt'>,
  now: Date,
): StartKind | undefined => {
  if (environments === 'fresh') return 'forced';
  if (environments === 'warm' || !isFirstOfRun) return undefined;
  if (changedAt === undefined) return 'unknown';
  return now.getTime() - changedAt.getTime() < shortestIdleMs ? 'first-after-deploy' : 'idle';
};
