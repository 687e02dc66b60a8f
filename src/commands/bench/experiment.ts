import { maxVus } from '../../bench/load/load-arithmetic.ts';
import { fitPlans, type PhasePlan } from '../../bench/phases/phase-plan.ts';
import { canBeCut, roundsOf } from '../../bench/phases/rounds.ts';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import { FibimgError } from '../../core/error.ts';
import type { BenchOptions } from './options/plan.ts';

/** What is done to the target, in which order and how often. */
export interface Experiment {
  readonly plans: readonly PhasePlan[];
  /** What a phase must say whatever happens, by its name. */
  readonly notes: ReadonlyMap<string, string>;
  readonly rounds: number;
  readonly coldStarts: { readonly wanted: number; readonly atOnce: number } | undefined;
}

/** Enough for an interval around the 90th percentile: it needs 36 independent ones, and those of a burst are not quite. */
const defaultColdStarts = 48;

/** Where the target has cores of its own. */
const defaultAtOnce = 10;

/** Fits what was asked for to what the target allows; throws a usage error for what it cannot do. */
export const designExperiment = (
  options: BenchOptions,
  { capabilities, sharesMachine }: SystemUnderTest,
  cpuCount: number,
): Experiment => {
  const { choice, load } = options;
  const { plans, notes } = fitPlans(choice, capabilities);
  const { freshEnvironments } = capabilities;
  // A load that is left as it is has cold starts beside it where they are asked for.
  const renews = freshEnvironments.can && (choice !== 'load' || (options.coldStarts ?? 0) > 0);
  if (!renews) {
    const why = freshEnvironments.can ? 'it is loaded as it is' : freshEnvironments.why;
    refuseRenewal(options, why);
    return { plans, notes, rounds: 1, coldStarts: undefined };
  }
  if ((options.rounds ?? 1) > 1 && !canBeCut(load)) {
    throw new FibimgError('usage', '--rounds cannot cut stages into rounds that are alike', {
      hint: 'leave out --rounds, or give --duration',
    });
  }
  const rounds = options.rounds ?? (choice === 'original' ? 1 : roundsOf(load));
  const wanted = options.coldStarts ?? (choice === 'both' && rounds > 1 ? defaultColdStarts : 0);
  // More starts at a time than there are cores would measure the cores.
  const canStart = Math.min(sharesMachine ? cpuCount : defaultAtOnce, mostAtOnce(options));
  const atOnce = Math.min(options.atOnce ?? canStart, mostAtOnce(options), Math.max(1, wanted));
  return { plans, notes, rounds, coldStarts: wanted === 0 ? undefined : { wanted, atOnce } };
};

const mostAtOnce = ({ system, load }: BenchOptions): number =>
  system.kind === 'local' ? system.lambda.concurrency : maxVus(load);

const refuseRenewal = ({ rounds = 1, coldStarts = 0 }: BenchOptions, why: string): void => {
  const asked = coldStarts > 0 ? '--cold-starts' : rounds > 1 ? '--rounds' : undefined;
  if (asked === undefined) return;
  throw new FibimgError('usage', `${asked} needs execution environments that can be renewed`, {
    why,
    hint: 'leave it out: cold starts that the load itself meets are counted and compared all the same',
  });
};
