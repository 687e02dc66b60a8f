import { type PhaseChoice, planPhases } from '../../../bench/phases/phase-plan.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import type { BenchInput } from './options.ts';

/** The article's load, that `--preset original` stands for; what was given beats it. */
const originalLoad = { vus: 200, duration: 120_000 } as const;

/** What a preset stands for, where nothing gives the load another shape. */
export const presetLoad = ({
  preset,
  rate,
  stages,
  iterations,
  vus,
  duration,
}: BenchInput['options']): { readonly vus?: number; readonly duration?: number } => {
  const shaped = rate !== undefined || stages.length > 0 || iterations !== undefined;
  if (preset === undefined || shaped) return {};
  return { vus: vus ?? originalLoad.vus, duration: duration ?? originalLoad.duration };
};

/** Which phases to run. A target that cannot be emptied has one, `load`. */
export const choosePhases = (
  { options: { phase, matrix, preset, fleet, event }, problems }: BenchInput,
  system: SystemRequest | undefined,
): PhaseChoice => {
  if (system?.kind === 'url' || system?.kind === 'function') {
    const chosen = matrix ? '--matrix' : preset ? '--preset' : phase && '--phase';
    if (chosen) {
      problems.add(
        `${chosen} needs a store that can be emptied, and behind a ${system.kind === 'url' ? 'URL' : 'function'} there is none to be seen`,
        'name the stack with --stack, or no target for the local Lambda',
      );
    }
    return 'load';
  }
  if (event !== undefined) {
    const chosen = matrix ? '--matrix' : preset ? '--preset' : phase && '--phase';
    if (chosen) problems.add(`${chosen} is of requests for images, and --event uploads them`);
    return 'load';
  }
  // Shards that each emptied and filled a store would spoil each other's.
  if (fleet !== undefined) return 'load';
  return matrix ? 'matrix' : (preset ?? phase ?? 'both');
};

/** A threshold on a phase that does not run would have nothing to judge. */
export const requirePhases = (
  thresholds: readonly Threshold[],
  choice: PhaseChoice,
  problems: BenchInput['problems'],
): void => {
  const names = planPhases(choice).map(({ name }) => name);
  for (const { phase, metric } of thresholds) {
    if (phase === undefined || names.includes(phase)) continue;
    problems.add(
      `the threshold on ${metric} is for the phase ${phase}, which does not run`,
      `it runs ${names.join(', ')}`,
    );
  }
};
