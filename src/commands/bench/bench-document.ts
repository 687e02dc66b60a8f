import type { RunLogs } from '../../bench/logs/run-logs.ts';
import { comparedFactors, type PhasePlan } from '../../bench/phases/phase-plan.ts';
import type { PhaseResult } from '../../bench/phases/run-phase.ts';
import { checkGenerator, clockReasons, clockResolutionUs } from '../../bench/phases/self-check.ts';
import type { SystemUnderTest } from '../../bench/phases/system-under-test.ts';
import type {
  BenchDocument,
  ColdStarts,
  PhaseSummary,
  ThresholdResult,
} from '../../bench/record/document.ts';
import type { Comparison } from '../../bench/record/effect.ts';
import type {
  ClockCheck,
  Duet,
  Scenario,
  SelfCheck,
  SentRequests,
  Subject,
} from '../../bench/record/provenance.ts';
import { defaultPercentiles } from '../../bench/record/trend-values.ts';
import { digestOfBodies, sealed } from '../../bench/run-file/digest.ts';
import { coldSharesOf } from '../../bench/stats/cold-share.ts';
import { comparePhases } from '../../bench/stats/comparison.ts';
import { matrixEffects } from '../../bench/stats/comparison-matrix.ts';
import { effectsOf } from '../../bench/stats/effects.ts';
import { populationsOf } from '../../bench/stats/populations.ts';
import { requestParts } from '../../bench/stats/request-parts.ts';
import { kindPopulationsOf } from '../../bench/stats/start-kinds.ts';
import {
  evaluateThresholds,
  judgedPhase,
  percentilesOf,
} from '../../bench/threshold/threshold-evaluation.ts';
import type { EventSummary } from '../../core/events/event-summary.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import { workedOut } from '../../report/cost/run-cost.ts';
import type { LoadGenerator, OwnRequests } from '../command/services.ts';
import type { BenchOptions } from './options/plan.ts';

export interface FinishedRun {
  readonly options: BenchOptions;
  readonly runId: string;
  /** The arguments that repeat it. */
  readonly command: readonly string[];
  readonly duet?: Duet;
  readonly subject: Subject;
  readonly system: SystemUnderTest;
  readonly generator: LoadGenerator;
  readonly plans: readonly PhasePlan[];
  readonly prices: PriceTable;
  readonly logs: RunLogs | undefined;
  readonly events?: EventSummary | undefined;
  readonly results: readonly PhaseResult[];
  readonly coldStarts: ColdStarts | undefined;
  /** The thresholds that ended the run early. */
  readonly crossed: readonly ThresholdResult[];
  readonly interrupted: boolean;
  /** Lines of samples that were not written. */
  readonly droppedLines: number;
  /** Of a part of a run, where it was measured. */
  readonly clock?: ClockCheck;
}

/** All that a run found, in the one document that is printed and saved. */
export const benchDocument = (run: FinishedRun): BenchDocument => {
  const { options, system, generator, results, coldStarts, interrupted } = run;
  const phases = results.map(({ summary }) => summary);
  const rounds = results
    .flatMap((result) => result.rounds)
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  const populations = populationsOf(rounds, coldStarts, percentilesToKeep(options));
  const network = generator.network?.summary();
  const matrix = options.choice === 'matrix' ? matrixEffects(rounds) : undefined;
  const document: BenchDocument = {
    schemaVersion: 1,
    ...{ runId: run.runId, command: run.command, subject: run.subject },
    ...(options.part && { shard: options.part, ...(run.clock && { clock: run.clock }) }),
    ...mergedOf(run, phases),
    ...(run.duet !== undefined && { duet: run.duet }),
    scenario: scenarioOf(options, system),
    seed: options.seed,
    environment: { ...generator.machine, sharesMachine: system.sharesMachine },
    phases,
    rounds,
    ...(coldStarts !== undefined && { coldStarts }),
    populations,
    kinds: kindPopulationsOf(rounds, coldStarts, percentilesToKeep(options)),
    coldShares: coldSharesOf(phases),
    effects: effectsOf(rounds, coldStarts),
    comparison: compare(run),
    ...(network && { network: { ...network, parts: requestParts(populations, network) } }),
    ...(run.events && { events: run.events }),
    ...(matrix !== undefined && { matrix }),
    thresholds: judge(run),
    selfCheck: selfCheck(run),
    interrupted,
  };
  const logged = run.logs === undefined ? document : { ...document, logs: run.logs };
  const cost = workedOut(logged, run.prices);
  return sealed({ ...logged, ...(cost && { cost }) });
};

/** The workers that shared the load. Their clocks are the machine's. */
const mergedOf = (
  { runId, generator: { workers } }: FinishedRun,
  [first]: readonly PhaseSummary[],
): Pick<BenchDocument, 'merged'> => {
  if (workers === undefined || first === undefined) return {};
  const missing = workers.missing();
  const parts = Array.from({ length: workers.count }, (_, index) => ({
    ...{ index, runId: `${runId}.${index}`, startedAt: first.startedAt },
    ...{ offsetMs: 0, tainted: false },
  }));
  return {
    merged: {
      parts: parts.filter(({ index }) => !missing.includes(index)),
      ...{ missing, startSpreadMs: 0 },
    },
  };
};

const scenarioOf = (
  { generator, load, ints }: BenchOptions,
  { target }: SystemUnderTest,
): Scenario => {
  const { engine, timeoutMs, keepAlive, check, insecure, own } = generator;
  return {
    ...{ target, engine, load, ints, timeoutMs, keepAlive, check, insecure },
    ...(own && { requests: requestsOf(own, engine) }),
  };
};

/** The bodies themselves may hold what is nobody's business: their digest tells whether two runs sent the same. */
const requestsOf = ({ method, bodies }: OwnRequests, engine: Scenario['engine']): SentRequests => {
  return {
    ...(engine !== 'invoke' && { method }),
    ...{ bodies: bodies.length, largestBytes: Math.max(0, ...bodies.map(({ length }) => length)) },
    digest: digestOfBodies(bodies),
  };
};

/** No comparison where a phase has nothing to compare. */
const compare = ({ plans, results }: FinishedRun): Comparison | null => {
  const [first, second, ...more] = results;
  if (first === undefined || second === undefined || more.length > 0) return null;
  if (results.some(({ summary }) => summary.classes.ok === 0)) return null;
  return comparePhases(first, second, comparedFactors(plans));
};

/** Of trends: those that are always measured, and those that the command line names. */
export const percentilesToKeep = ({ thresholds, summary }: BenchOptions): readonly number[] => [
  ...new Set([...defaultPercentiles, ...percentilesOf(thresholds), ...summary.percentiles]),
];

/** What ended a run early stays crossed, whatever the requests that were still in flight did to the figure. */
const judge = ({ options, results, crossed }: FinishedRun): readonly ThresholdResult[] => {
  const phases = results.map(({ summary }) => judgedPhase(summary));
  return evaluateThresholds(options.thresholds, phases).map((result) => {
    const { phase, metric, expression } = result;
    const found = crossed.find(
      (one) => one.phase === phase && one.metric === metric && one.expression === expression,
    );
    return found ?? result;
  });
};

const selfCheck = ({ generator, results, droppedLines, clock }: FinishedRun): SelfCheck => {
  const check = checkGenerator(
    results.map(({ usage }) => usage),
    clockResolutionUs(generator.scheduler.nowUs),
  );
  const reasons = [
    ...check.reasons,
    ...(droppedLines === 0
      ? []
      : [`the disk was too slow for --out: ${droppedLines} lines were not written`]),
    ...clockReasons(clock),
  ];
  return { ...check, tainted: reasons.length > 0, reasons };
};
