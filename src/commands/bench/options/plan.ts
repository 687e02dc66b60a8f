import type { FailIf } from '../../../bench/compare/fail-if.ts';
import type { Load } from '../../../bench/load/load.ts';
import type { LoadPart } from '../../../bench/load/load-part.ts';
import type { OutputSpec } from '../../../bench/output/output-spec.ts';
import type { PhaseChoice } from '../../../bench/phases/phase-plan.ts';
import { percentilesIn } from '../../../bench/record/statistic-names.ts';
import type { Threshold } from '../../../bench/threshold/threshold.ts';
import { resolveTarget } from '../../../config/target.ts';
import type { Ints } from '../../../core/service/ints.ts';
import { randomRange } from '../../../core/service/pixels.ts';
import type { TimeUnit } from '../../../report/k6/k6-format.ts';
import { defaultTrendStats, type SummaryMode } from '../../../report/k6/summary-style.ts';
import type { Asked } from '../../command/command.ts';
import { formatOf, type OutputFormat } from '../../command/common-options.ts';
import type { LoadEngineOptions } from '../../command/services.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import { defaultsOf, loadFrom } from './choose-load.ts';
import { chooseLogs, type LogsToRead } from './choose-logs.ts';
import {
  checksAnswers,
  chooseEvent,
  chooseOwnRequests,
  type OwnRequestsPlan,
} from './choose-own-requests.ts';
import {
  chooseFleet,
  choosePart,
  chooseStart,
  chooseWorkers,
  type FleetChoice,
} from './choose-part.ts';
import { choosePhases, requirePhases } from './choose-phases.ts';
import { asSweep, isMemorySweep } from './choose-sweep.ts';
import { chooseEngine, chooseSystem } from './choose-system.ts';
import {
  armSystem,
  armTargets,
  type DuetPlan,
  duetColdStarts,
  duetInts,
  planDuet,
} from './duet-plan.ts';
import type { BenchInput } from './options.ts';
import { refuseUnused } from './refuse-unused.ts';
import { requireBaseline } from './require-baseline.ts';

export interface BenchOptions {
  readonly generator: GeneratorOptions;
  readonly system: SystemRequest;
  readonly choice: PhaseChoice;
  readonly load: Load;
  /** The part of it that this run makes; undefined for all of it. */
  readonly part: LoadPart | undefined;
  /** Tasks on AWS that share the load. */
  readonly fleet: FleetChoice | undefined;
  /** When to start it, in milliseconds since 1970; undefined for as soon as all is prepared. */
  readonly startAtMs: number | undefined;
  /** How often the phases run in turn; undefined leaves it to the load and the target. */
  readonly rounds: number | undefined;
  /** Cold starts to make on purpose, and how many at once; undefined likewise. */
  readonly coldStarts: number | undefined;
  readonly atOnce: number | undefined;
  readonly ints: Ints;
  /** Requests of the user's own making in place of those for integers. */
  readonly ownRequests: OwnRequestsPlan | undefined;
  readonly seed: number;
  /** Whether nobody gave it. */
  readonly seedIsRandom: boolean;
  readonly strict: boolean;
  readonly yes: boolean;
  /** Memory sizes to set against each other, in place of a load. */
  readonly sweptSizesMb: readonly number[] | undefined;
  /** A heavy load on another host. */
  readonly allowLoad: boolean;
  /** Problems of a stack that spoil the figures. */
  readonly allowProblems: boolean;
  /** Removes from a stack's store what the run put there. */
  readonly cleanUp: boolean;
  /** Only puts functions back that a killed run has left changed. */
  readonly restore: boolean;
  /** Breaks another run's lock. */
  readonly breakLock: boolean;
  /** Whether a question may be asked. */
  readonly mayAsk: boolean;
  readonly maxCostUsd: number | undefined;
  /** Whether, and from where, to read REPORT lines afterwards. */
  readonly logs: LogsToRead | undefined;
  /** A file of prices. */
  readonly prices: string | undefined;
  readonly thresholds: readonly Threshold[];
  readonly outputs: OutputOptions;
  /** Two systems instead of `system`, which is the first of them. */
  readonly duet: DuetPlan | undefined;
  /** An earlier run to set this one beside. */
  readonly baseline: string | undefined;
  readonly failIf: readonly FailIf[];
  /** Leaves the run among those that `fibimg runs` lists. */
  readonly keep: boolean;
  readonly summary: SummaryOptions;
  readonly format: OutputFormat;
}

/** How requests are made, whatever they go to. */
type GeneratorOptions = Omit<LoadEngineOptions, 'url' | 'transport' | 'remote'>;

/** Files that a run writes. */
export interface OutputOptions {
  /** Every sample, while the run goes. */
  readonly samples: readonly OutputSpec[];
  readonly summaryExport: string | undefined;
  readonly summaryData: string | undefined;
  /** The versioned document. */
  readonly save: string | undefined;
  readonly report: string | undefined;
  /** The port of the live page. */
  readonly reportLive: number | undefined;
}

/** How the summary is to look, as far as the command line says. */
interface SummaryOptions {
  readonly mode: SummaryMode;
  readonly trendStats: readonly string[];
  readonly timeUnit?: TimeUnit;
  /** Percentiles that the summary names beyond those that are always measured. */
  readonly percentiles: readonly number[];
}

/** What to run; notes all that is wrong. */
export const plan = (given: BenchInput, { io }: Pick<Asked, 'io'>): BenchOptions | undefined => {
  const input = asSweep(given);
  const { options, settings, problems } = input;
  const isDuet = options.duet.length > 0;
  const [arm, otherArm] = armTargets(input) ?? [];
  const target = isDuet ? arm : problems.try(() => resolveTarget(settings));
  const load = problems.try(() => loadFrom(options, defaultsOf(target, io.cpuCount, isDuet)));
  const system = armSystem(chooseSystem(input, target, load), options.duet[0], io.cwd);
  if (system) refuseUnused(input, system);
  const ownRequests = chooseOwnRequests(input, system);
  const event = chooseEvent(input, system);
  const choice = choosePhases(input, system);
  const engine = chooseEngine(input, system, load);
  const part = choosePart(input, system, load, io.env);
  const fleet = chooseFleet(input, system, load);
  const workers = chooseWorkers(input, system, io.cpuCount);
  const startAtMs = chooseStart(input, io.clock.now());
  const { maxCost, thresholds, strict, yes, seed, out, summaryExport, summaryData } = options;
  const { save, report, reportLive } = options;
  const { allowLoad, allowProblems, cleanUp, breakLock, restore } = options;
  if (options.json && out.some(({ path }) => path === '-')) {
    problems.add('--json and --out to - both want standard output', '--out json=FILE');
  }
  requirePhases(thresholds, choice, problems);
  requireBaseline(input);
  const other = armSystem(chooseSystem(input, otherArm, load), options.duet[1], io.cwd);
  const duet = isDuet ? planDuet(input, [system, other]) : undefined;
  if (!load || !system || (isDuet && !duet)) return undefined;
  const checks = checksAnswers(input, ownRequests);
  const logs = chooseLogs(input, system, engine);
  const renewed = isDuet && system.kind === 'local' && choice === 'both';
  return {
    ...{ system, choice, load, part, fleet, startAtMs, thresholds, strict, yes },
    ...{
      rounds: options.rounds,
      coldStarts: options.coldStarts ?? (renewed ? duetColdStarts : undefined),
      atOnce: options.burst,
    },
    ...{ allowLoad, allowProblems, cleanUp, breakLock, restore },
    sweptSizesMb: isMemorySweep(input) ? options.memory : undefined,
    ownRequests,
    generator: {
      ...generatorOf(options, engine, { check: checks, requestIds: logs !== undefined }),
      ...(workers !== undefined && { workers }),
      ...(event && { event }),
    },
    ints:
      event?.ints ??
      (isDuet && system.kind === 'local' && options.int === undefined
        ? (options.ints ?? duetInts)
        : intsOf(options, checks)),
    seed: seed ?? io.rng.below(2 ** 31 - 1),
    seedIsRandom: seed === undefined,
    mayAsk: options.input,
    ...{ maxCostUsd: maxCost, prices: options.prices },
    logs,
    keep: options.keep,
    ...{ duet, baseline: options.baseline, failIf: options.failIf },
    outputs: { samples: out, summaryExport, summaryData, save, report, reportLive },
    summary: summaryOf(options),
    format: formatOf(options, problems),
  };
};

type Options = BenchInput['options'];

/** Null is the service's own choice. */
const intsOf = ({ int, ints }: Options, checks: boolean): Ints =>
  int === undefined ? (ints ?? (checks ? randomRange : null)) : [int];

const generatorOf = (
  { headers, timeout, keepalive, insecure, ca, dns }: Options,
  engine: GeneratorOptions['engine'],
  checks: Pick<GeneratorOptions, 'check' | 'requestIds'>,
): GeneratorOptions => ({
  ...{ engine, insecure, ...checks },
  headers: Object.fromEntries(headers),
  timeoutMs: timeout,
  keepAlive: keepalive,
  dnsTtlMs: dns,
  ...(ca !== undefined && { caFile: ca }),
});

/** Who asks for the article's own measurement, or for columns of k6's trends, wants them in k6's layout. */
const summaryOf = ({
  preset,
  summaryTrendStats,
  summaryMode = preset || summaryTrendStats ? 'full' : 'compact',
  summaryTrendStats: trendStats = defaultTrendStats,
  summaryTimeUnit: timeUnit,
}: Options): SummaryOptions => ({
  mode: summaryMode,
  trendStats,
  ...(timeUnit !== undefined && { timeUnit }),
  percentiles: percentilesIn(trendStats),
});
