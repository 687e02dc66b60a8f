import { FibimgError } from '../../core/error.ts';
import type { Factor } from '../stats/comparison.ts';

/** One phase as it is meant to be: what state its target is brought to before the first request. */
export interface PhasePlan {
  /** cold, warm, load, or environment-store as in cold-empty. */
  readonly name: string;
  readonly environments: 'fresh' | 'warm' | 'as-is';
  readonly store: 'empty' | 'filled' | 'as-is';
  /** Draws without replacement, so that a store which began empty stays so for each request. */
  readonly exhaustive: boolean;
}

/** What can be done to a target between phases, or why not. */
export interface SystemCapabilities {
  readonly freshEnvironments: Capability;
  readonly warmEnvironments: Capability;
  readonly emptyStore: Capability;
}

type Capability = { readonly can: true } | { readonly can: false; readonly why: string };

export type PhaseChoice = 'load' | 'cold' | 'warm' | 'both' | 'matrix' | 'original';

const coldPhase = phase('cold', 'fresh', 'empty');
const warmPhase = phase('warm', 'warm', 'filled');

const plans = {
  load: [phase('load', 'as-is', 'as-is')],
  cold: [coldPhase],
  warm: [warmPhase],
  both: [coldPhase, warmPhase],
  // The warm cells last, empty before filled: an empty cell fills the store for the one behind it.
  matrix: [
    phase('cold-empty', 'fresh', 'empty', true),
    phase('cold-filled', 'fresh', 'filled'),
    phase('warm-empty', 'warm', 'empty', true),
    phase('warm-filled', 'warm', 'filled'),
  ],
  // The article's measurement: both of its runs began with a cold function.
  original: [phase('cold-empty', 'fresh', 'empty'), phase('cold-filled', 'fresh', 'filled')],
} as const satisfies Record<PhaseChoice, readonly PhasePlan[]>;

/** The phases of a choice, in the order in which they run. */
export const planPhases = (choice: PhaseChoice): readonly PhasePlan[] => plans[choice];

/** What was made to differ between two phases; nothing that was left as it was. */
export const comparedFactors = ([first, second]: readonly PhasePlan[]): readonly Factor[] => {
  if (first === undefined || second === undefined) return [];
  const differ = (one: string, other: string) => one !== other && ![one, other].includes('as-is');
  return [
    ...(differ(first.environments, second.environments) ? (['environment'] as const) : []),
    ...(differ(first.store, second.store) ? (['store'] as const) : []),
  ];
};

/**
 * Fits plans to what the target allows. Cells of a matrix that it cannot give are refused; elsewhere environments that
 * cannot be renewed are left as they are, and the phase says so.
 */
export const fitPlans = (
  choice: PhaseChoice,
  capabilities: SystemCapabilities,
): { readonly plans: readonly PhasePlan[]; readonly notes: ReadonlyMap<string, string> } => {
  const notes = new Map<string, string>();
  const fitted = planPhases(choice).map((plan) => {
    requireStoreCapability(plan, capabilities.emptyStore);
    const capability =
      plan.environments === 'fresh'
        ? capabilities.freshEnvironments
        : capabilities.warmEnvironments;
    if (plan.environments === 'as-is' || capability.can) return plan;
    if (choice === 'matrix') throw refusedCell(plan.name, capability.why);
    notes.set(plan.name, leftAsTheyWere(capability.why));
    return { ...plan, environments: 'as-is' as const };
  });
  return { plans: fitted, notes };
};

/** The sentence of a phase whose environments are not what its name says. */
export const leftAsTheyWere = (why: string): string =>
  `Execution environments were left as they were: ${why}.`;

const requireStoreCapability = ({ name, store }: PhasePlan, capability: Capability): void => {
  if (store !== 'as-is' && !capability.can) throw refusedCell(name, capability.why);
};

const refusedCell = (name: string, why: string): FibimgError =>
  new FibimgError('usage', `this target cannot give the phase ${name}`, {
    why,
    hint: 'leave out --matrix, --preset and --phase to load it as it is',
  });

function phase(
  name: string,
  environments: PhasePlan['environments'],
  store: PhasePlan['store'],
  exhaustive = false,
): PhasePlan {
  return { name, environments, store, exhaustive };
}
