import { resolve } from 'node:path';
import type { AskedMetric } from '../../../bench/compare/parse-run-metric.ts';
import { flagOf } from '../../../config/declaration.ts';
import type { Target } from '../../../core/target.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import type { DuetArm } from './duet-arm.ts';
import { type BenchInput, benchOptions } from './options.ts';

export interface DuetPlan {
  /** What is the base, and what is judged against it. */
  readonly systems: readonly [SystemRequest, SystemRequest];
  /** Undefined where the pilot decides. */
  readonly pairs: number | undefined;
  /** The ratio that is to be seen; undefined where the pairs are given. */
  readonly detect: number | undefined;
  readonly pilotPairs: number;
  readonly metric: AskedMetric | undefined;
  readonly tolerance: number;
}

const defaultPairs = 8;

/** The local store serves each run of a duet alone: fewer images are drawn and stored in no time. */
export const duetInts = { from: 400, to: 449 } as const;

/** A run of a duet is one of many. */
export const duetDurationMs = { local: 2000, remote: 5000 } as const;

/** Cold starts that a run of a duet makes on purpose, where its environments can be renewed. */
export const duetColdStarts = 4;

/** Where the arms act; undefined where no duet is asked for, or not two arms. */
export const armTargets = (input: BenchInput): readonly [Target, Target] | undefined => {
  const [a, b, ...more] = input.options.duet;
  if (a === undefined) return undefined;
  if (b === undefined || more.length > 0) {
    input.problems.add(
      `--duet takes two targets, not ${1 + more.length + (b ? 1 : 0)}`,
      '--duet stack:old stack:new',
    );
    return undefined;
  }
  refuseBeside(input);
  return [targetOf(a, input), targetOf(b, input)];
};

const targetOf = (arm: DuetArm, { settings }: BenchInput): Target =>
  arm.kind === 'local' ? { kind: 'embedded', dataDir: settings.dataDir.value } : arm;

const besides = [
  'url',
  'stack',
  'function',
  'out',
  'summaryExport',
  'summaryData',
  'report',
  'reportLive',
  'thresholds',
  'baseline',
] as const;

/** Of a duet every run has outputs of its own, and its arms are its targets. */
const refuseBeside = ({ origins, problems }: BenchInput): void => {
  for (const key of besides) {
    const { kind } = origins[key];
    if (kind === 'flag' || kind === 'scenario') {
      problems.add(`${flagOf(key, benchOptions[key])} is not for --duet`, 'leave it out');
    }
  }
};

/** The arm's own version of the local Lambda. */
export const armSystem = (
  system: SystemRequest | undefined,
  arm: DuetArm | undefined,
  cwd: string,
): SystemRequest | undefined => {
  if (system?.kind !== 'local' || arm?.kind !== 'local') return system;
  const { bundle, memoryMb = system.lambda.memoryMb } = arm;
  const own = bundle === undefined ? {} : { bundle: resolve(cwd, bundle) };
  return { ...system, lambda: { ...system.lambda, memoryMb, ...own } };
};

/** The plan of both arms; notes what keeps them from being compared. */
export const planDuet = (
  { options, problems }: BenchInput,
  systems: readonly (SystemRequest | undefined)[],
): DuetPlan | undefined => {
  const [a, b] = systems;
  if (a === undefined || b === undefined) return undefined;
  if (a.kind !== b.kind) {
    problems.add(
      `a ${a.kind} and a ${b.kind} go through different phases and cannot be paired`,
      'set like against like: two stacks, two functions, two URLs, or two bundles',
    );
  }
  const { pairs, detect, pilot, metric, tolerance } = options;
  if (detect !== undefined && pilot < 2) {
    problems.add('--detect needs a pilot of two pairs at least', 'leave out --pilot');
  }
  return {
    systems: [a, b],
    pairs: detect === undefined ? (pairs ?? defaultPairs) : undefined,
    detect: detect === undefined ? undefined : 1 + detect,
    ...{ pilotPairs: pilot, metric, tolerance },
  };
};
