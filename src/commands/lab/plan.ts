import type { IdleRange } from '../../bench/lab/lifetime.ts';
import { heavyAbove } from '../../bench/load/load-limits.ts';
import { type Declarations, flagOf } from '../../config/declaration.ts';
import type { Io } from '../../process/io.ts';
import { type BenchInput, benchOptions } from '../bench/options/options.ts';
import { type BenchOptions, plan as planBench } from '../bench/options/plan.ts';
import type { Asked } from '../command/command.ts';
import type { SystemRequest } from '../command/system-request.ts';
import { type LabInput, labOptions } from './options.ts';

export type LabPlan = (MemoryPlan | BurstPlan | IdlePlan) & {
  /** Target and requests, as a bench would make them. */
  readonly bench: BenchOptions;
};

interface MemoryPlan {
  readonly lab: 'memory';
  readonly sizesMb: readonly number[];
  readonly rounds: number;
  readonly atOnce: number;
  /** 0.1 for 10 %. */
  readonly tolerance: number;
}

interface BurstPlan {
  readonly lab: 'burst';
  readonly rounds: number;
  readonly most: number;
}

interface IdlePlan {
  readonly lab: 'idle';
  readonly range: IdleRange;
  readonly budgetMs: number;
  readonly mostTrials: number;
}

const defaultSizesMb = [128, 512, 1024, 1769, 3008] as const;
const defaultRounds = 5;
const defaultTolerance = 0.1;

/** Few, for each is asked for once before anything is timed. */
const fewInts = { from: 400, to: 409 } as const;

export const plan = (input: LabInput, { io }: Pick<Asked, 'io'>): LabPlan | undefined => {
  const { options, problems } = input;
  const { experiment } = options;
  const bench = planBench(asBenchInput(input, io), { io });
  if (experiment === undefined) {
    problems.add('lab needs an experiment', 'fibimg lab memory, burst or idle');
  }
  if (bench === undefined || experiment === undefined) return undefined;
  refuseOthers(input, experiment, bench.system);
  const isHere = bench.system.kind === 'local';
  switch (experiment) {
    case 'memory':
      return planMemory(bench, io, { ...options, tolerance: options.tolerance / 100 });
    case 'burst': {
      const most = options.burst ?? (isHere ? 10 : 50);
      if (isHere && most > 1000) {
        problems.add('the local Lambda has 1000 environments at most', '--burst 1000');
      }
      return { lab: 'burst', rounds: options.rounds, most, bench: withParallel(bench, most) };
    }
    case 'idle': {
      const shortestMs = options.shortest ?? (isHere ? 100 : 1000);
      const longestMs = options.longest ?? (isHere ? 60_000 : 3_600_000);
      if (shortestMs >= longestMs) problems.add('--shortest must be below --longest');
      return {
        ...{ lab: 'idle', range: { shortestMs, longestMs } },
        budgetMs: options.budget ?? (isHere ? 120_000 : 4 * 3_600_000),
        ...{ mostTrials: options.waits, bench: withIdle(withParallel(bench, 1), options.idle) },
      };
    }
  }
};

const own = {
  memory: ['memory', 'tolerance', 'rounds', 'burst'],
  burst: ['rounds', 'burst'],
  idle: ['shortest', 'longest', 'budget', 'waits', 'idle'],
} as const;

/** An option that has no effect on this experiment would be taken for one that had. */
const refuseOthers = (
  { origins, problems }: LabInput,
  experiment: LabPlan['lab'],
  { kind }: SystemRequest,
): void => {
  for (const key of new Set(Object.values(own).flat())) {
    if (origins[key].kind !== 'flag') continue;
    const flag = flagOf(key, labOptions[key]);
    const mine: readonly string[] = own[experiment];
    if (!mine.includes(key)) problems.add(`${flag} has no effect on ${experiment}`, 'leave it out');
    else if (key === 'idle' && kind !== 'local') {
      problems.add('--idle is for the local Lambda', 'leave it out');
    }
  }
  if (experiment === 'memory' && kind === 'url') {
    problems.add(
      'a URL has no memory size that could be changed',
      '--stack NAME or --function NAME',
    );
  }
};

interface MemoryAsked {
  readonly memory?: readonly number[] | undefined;
  readonly rounds?: number | undefined;
  readonly burst?: number | undefined;
  readonly tolerance?: number;
}

/** Also of `bench --memory`, which is the same. */
export const planMemory = (
  bench: BenchOptions,
  { cpuCount }: Pick<Io, 'cpuCount'>,
  { memory: sizesMb = defaultSizesMb, rounds = defaultRounds, ...asked }: MemoryAsked,
): LabPlan => {
  const atOnce = asked.burst ?? (bench.system.kind === 'local' ? cpuCount : 10);
  const { tolerance = defaultTolerance } = asked;
  return { lab: 'memory', sizesMb, rounds, atOnce, tolerance, bench: withParallel(bench, atOnce) };
};

/** What the lab does not declare is as a bench has it by default. */
const asBenchInput = ({ options, origins, ...rest }: LabInput, io: Io): BenchInput => {
  const declared: Declarations = benchOptions;
  const missing = Object.entries(declared).filter(([key]) => !(key in options));
  const defaults = missing.map(([key, option]) => [key, option.absent(io)]);
  const untouched = missing.map(([key]) => [key, { kind: 'default' }]);
  const { payload, body, method, int, ints, check } = options;
  const asksForImages = !payload && body.length === 0 && !method && check && int === undefined;
  return {
    ...rest,
    options: {
      ...Object.fromEntries(defaults),
      ...options,
      // What these mean here is not what they mean to a bench.
      ...{ memory: undefined, rounds: undefined, burst: undefined },
      ...(asksForImages && { ints: ints ?? fewInts }),
    },
    origins: { ...Object.fromEntries(untouched), ...origins, memory: { kind: 'default' } },
  };
};

/** Environments here, and connections to elsewhere, for so many requests at once. */
const withParallel = (bench: BenchOptions, parallel: number): BenchOptions => ({
  ...bench,
  load: {
    ...{ executor: 'shared-iterations', vus: parallel, iterations: parallel },
    ...{ maxDurationMs: heavyAbove.durationMs, gracefulStopMs: 30_000, thinkTimeMs: 0 },
  },
  system: systemFor(bench.system, parallel),
});

const systemFor = (system: SystemRequest, parallel: number): SystemRequest => {
  if (system.kind === 'url') return system;
  if (system.kind !== 'local') return { ...system, parallel };
  return { ...system, lambda: { ...system.lambda, concurrency: parallel } };
};

const withIdle = (bench: BenchOptions, idleMs: number): BenchOptions =>
  bench.system.kind === 'local'
    ? { ...bench, system: { kind: 'local', lambda: { ...bench.system.lambda, idleMs } } }
    : bench;
