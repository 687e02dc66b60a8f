import { leftAsTheyWere, type PhasePlan } from './phase-plan.ts';
import type { OnStep, SystemUnderTest } from './system-under-test.ts';

export interface Preparation {
  readonly system: SystemUnderTest;
  /** Every size that the phase may ask for. */
  readonly sizes: readonly number[];
  /** How many environments the load can keep busy at once. */
  readonly environments: number;
  readonly signal: AbortSignal;
  readonly onStep: OnStep;
}

/** Brings the target to the state that a phase begins in; nothing of this is timed. Resolves with what to tell. */
export const preparePhase = async (
  plan: PhasePlan,
  preparation: Preparation,
): Promise<readonly string[]> => {
  const { system, sizes, environments, signal, onStep } = preparation;
  const notes: string[] = [];
  if (plan.store === 'filled') {
    onStep(`storing every image of the sequence (${sizes.length})`);
    await system.fillStore(sizes, signal, onStep);
  }
  if (plan.environments === 'warm') {
    onStep(`warming ${environments} execution environments`);
    const seen = await system.warmEnvironments(environments, signal);
    if (typeof seen !== 'number') {
      notes.push(leftAsTheyWere(seen.why));
    } else if (seen < environments) {
      notes.push(`Only ${seen} of ${environments} execution environments were seen to be warm.`);
    }
  }
  if (plan.store === 'empty') {
    onStep('emptying the store');
    await system.emptyStore(signal);
  }
  // Last, so that nothing of the preparation starts an environment that the phase should start.
  if (plan.environments === 'fresh') await system.freshEnvironments();
  return notes;
};
