import { FibimgError } from '../../core/error.ts';
import type { Load } from './load.ts';
import { type LoadDefaults, remoteDefaults } from './load-limits.ts';
import type { ParsedStage } from './parse-stage.ts';

/** What a command line or a scenario file says about the load, read but not yet put together. */
export interface LoadFlags {
  readonly vus?: number | undefined;
  readonly maxVus?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly iterations?: number | undefined;
  /** Iterations a second. */
  readonly rate?: number | undefined;
  readonly stages: readonly ParsedStage[];
  readonly gracefulStopMs?: number | undefined;
  readonly thinkTimeMs?: number | undefined;
  readonly maxRequests?: number | undefined;
}

const defaultGracefulStopMs = 30_000;
/** k6's own for shared iterations. */
const defaultMaxDurationMs = 600_000;

/** The load that flags ask for, by k6's rules; throws a usage error for flags that contradict each other. */
export const loadOf = (flags: LoadFlags, defaults: LoadDefaults = remoteDefaults): Load => {
  refuseContradictions(flags);
  const { stages, rate, iterations } = flags;
  const common = {
    gracefulStopMs: flags.gracefulStopMs ?? defaultGracefulStopMs,
    thinkTimeMs: flags.thinkTimeMs ?? 0,
    ...(flags.maxRequests !== undefined && { maxRequests: flags.maxRequests }),
  };
  const durationMs = flags.durationMs ?? defaults.durationMs;
  if (stages.some(({ kind }) => kind === 'rate')) {
    const startRate = rate ?? 0;
    const pool = vusFor(Math.max(startRate, ...stages.map(({ target }) => target)), flags);
    const executor = 'ramping-arrival-rate';
    return { executor, startRate, stages: stages.map(plainStage), ...pool, ...common };
  }
  if (stages.length > 0) {
    const startVus = flags.vus ?? 1;
    return { executor: 'ramping-vus', startVus, stages: stages.map(plainStage), ...common };
  }
  if (rate !== undefined) {
    return {
      executor: 'constant-arrival-rate',
      rate,
      durationMs,
      ...vusFor(rate, flags),
      ...common,
    };
  }
  const vus = flags.vus ?? defaults.vus;
  if (iterations === undefined) return { executor: 'constant-vus', vus, durationMs, ...common };
  const maxDurationMs = flags.durationMs ?? defaultMaxDurationMs;
  return { executor: 'shared-iterations', vus, iterations, maxDurationMs, ...common };
};

const plainStage = ({ durationMs, target }: ParsedStage) => ({ durationMs, target });

/** Enough virtual users for answers that take two seconds, unless it is said how many; k6 has no default. */
const vusFor = (peakRate: number, { vus, maxVus }: LoadFlags) => {
  const most = maxVus ?? vus ?? Math.min(1000, Math.max(50, Math.ceil(2 * peakRate)));
  return { preAllocatedVus: Math.min(vus ?? remoteDefaults.vus, most), maxVus: most };
};

const refuseContradictions = (flags: LoadFlags): void => {
  const { stages, rate, iterations, durationMs, vus, maxVus } = flags;
  const rates = stages.filter(({ kind }) => kind === 'rate').length;
  const refuse = (what: string, why: string): never => {
    throw new FibimgError('usage', what, { why, hint: 'fibimg help bench' });
  };
  if (rates > 0 && rates < stages.length) {
    refuse('--stage mixes virtual users and rates', 'a load ramps one or the other');
  }
  if (stages.length > 0 && durationMs !== undefined) {
    refuse('--stage and --duration contradict each other', 'stages have durations of their own');
  }
  if (iterations !== undefined && (rate !== undefined || stages.length > 0)) {
    refuse(
      '--iterations cannot be shared at a rate or in stages',
      'use --max-requests for a limit',
    );
  }
  if (rate !== undefined && stages.length > 0 && rates === 0) {
    refuse('--rate and stages of virtual users contradict each other', 'write a stage as 30s:50/s');
  }
  if (maxVus !== undefined && rate === undefined && rates === 0) {
    refuse('--max-vus is for arrival rates', 'without --rate, --vus is how many there are');
  }
  if (maxVus !== undefined && vus !== undefined && maxVus < vus) {
    refuse(`--max-vus ${maxVus} is below --vus ${vus}`, '--vus is how many there are at first');
  }
  if (stages.length > 0 && stages.every(({ target }) => target === 0) && !vus && !rate) {
    refuse('the load is empty', 'no stage has a target above 0');
  }
};
