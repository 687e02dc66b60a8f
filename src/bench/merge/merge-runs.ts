import type { BenchDocument, ColdStarts, ThresholdResult } from '../record/document.ts';
import type { ClockCheck, Merged, MergedPart, SelfCheck } from '../record/provenance.ts';
import { percentilesIn } from '../record/statistic-names.ts';
import { defaultPercentiles } from '../record/trend-values.ts';
import { sealed } from '../run-file/digest.ts';
import { coldSharesOf } from '../stats/cold-share.ts';
import { comparePhases } from '../stats/comparison.ts';
import { matrixEffects } from '../stats/comparison-matrix.ts';
import { effectsOf } from '../stats/effects.ts';
import { populationsOf } from '../stats/populations.ts';
import { kindPopulationsOf } from '../stats/start-kinds.ts';
import { evaluateThresholds, judgedPhase } from '../threshold/threshold-evaluation.ts';
import { parseThresholds } from '../threshold/threshold-parser.ts';
import { referenceMs } from './aligned.ts';
import { mergePhase } from './merge-phase.ts';
import { mergeRounds } from './merge-rounds.ts';
import { type NamedRun, partsOf, requireMergeable } from './require-mergeable.ts';
import { sum } from './sums.ts';

/** What a merge is called and was asked for by. */
type Identity = Required<Pick<BenchDocument, 'runId' | 'command'>>;

/**
 * One run of its parts: counts and histograms add, nothing is averaged, and all that is said is computed from the merged
 * rounds. The order of the parts, and whether some were merged before, makes no difference. Throws a usage error for
 * runs that are not parts of one.
 */
export const mergeRuns = (runs: readonly NamedRun[], identity: Identity): BenchDocument => {
  requireMergeable(runs);
  const parts = runs.map(({ document }) => document).sort((a, b) => firstIndex(a) - firstIndex(b));
  const [first] = parts;
  if (first === undefined) throw new TypeError('there is no run to merge');
  const percentiles = percentilesOf(parts);
  const names = [...new Set(parts.flatMap(({ phases }) => phases.map(({ name }) => name)))];
  const phases = names.map((name) =>
    mergePhase(
      parts.flatMap((part) =>
        part.phases
          .filter((phase) => phase.name === name)
          .map((of) => ({ startMs: referenceMs(part, of.startedAt), of })),
      ),
      percentiles,
    ),
  );
  const rounds = mergeRounds(
    parts.flatMap((part) =>
      part.rounds.map((of) => ({ startMs: referenceMs(part, of.startedAt), of })),
    ),
  );
  const coldStarts = mergeColdStarts(parts);
  const matrix = first.matrix && matrixEffects(rounds);
  const [one, two, ...more] = phases.map((summary) => ({
    summary,
    rounds: rounds.filter(({ phase }) => phase === summary.name),
  }));
  return sealed({
    ...{ schemaVersion: 1, ...identity, ...(first.subject && { subject: first.subject }) },
    ...(first.imported && { imported: first.imported }),
    ...{ clock: mergeClocks(parts), merged: mergedOf(parts) },
    ...{ scenario: first.scenario, seed: first.seed, environment: first.environment },
    ...{ phases, rounds, ...(coldStarts && { coldStarts }) },
    populations: populationsOf(rounds, coldStarts, percentiles),
    kinds: kindPopulationsOf(rounds, coldStarts, percentiles),
    coldShares: coldSharesOf(phases),
    effects: effectsOf(rounds, coldStarts),
    comparison: one && two && more.length === 0 ? comparePhases(one, two, []) : null,
    ...(matrix && { matrix }),
    thresholds: judge(parts, phases),
    selfCheck: mergeSelfChecks(parts),
    interrupted: parts.some(({ interrupted }) => interrupted),
  });
};

const firstIndex = (document: BenchDocument): number =>
  Math.min(...(partsOf(document)?.indices ?? []));

/** Those that any part was asked for. */
const percentilesOf = (parts: readonly BenchDocument[]): readonly number[] => {
  const names = parts
    .flatMap(({ phases }) => phases.flatMap(({ metrics }) => Object.values(metrics)))
    .flatMap((metric) => (metric.type === 'trend' ? Object.keys(metric.values) : []));
  return [...new Set([...defaultPercentiles, ...percentilesIn(names)])].sort((a, b) => a - b);
};

const mergedOf = (documents: readonly BenchDocument[]): Merged => {
  const parts = documents.flatMap(partRecords).sort((a, b) => a.index - b.index);
  const of = partsOf(documents[0] ?? unreachable())?.of ?? 0;
  const there = new Set(parts.map(({ index }) => index));
  const starts = parts.map(({ startedAt, offsetMs }) => Date.parse(startedAt) + (offsetMs ?? 0));
  return {
    parts,
    missing: Array.from({ length: of }, (_, index) => index).filter((index) => !there.has(index)),
    startSpreadMs: Math.max(...starts) - Math.min(...starts),
  };
};

const unreachable = (): never => {
  throw new TypeError('a merge has parts');
};

const partRecords = (document: BenchDocument): readonly MergedPart[] => {
  const { merged, shard, runId = '', phases, clock, selfCheck } = document;
  if (shard === undefined && merged !== undefined) return merged.parts;
  const startedAt = phases[0]?.startedAt ?? new Date(0).toISOString();
  const offsetMs = clock?.offsetMs ?? null;
  return [{ index: shard?.index ?? 0, runId, startedAt, offsetMs, tainted: selfCheck.tainted }];
};

/** The merge's own times are the reference's, where every part's clock was measured. */
const mergeClocks = (parts: readonly BenchDocument[]): ClockCheck => {
  const clocks = parts.map(({ clock }) => clock);
  const bounds = clocks.flatMap((clock) => clock?.boundMs ?? []);
  const measured = clocks.every((clock) => typeof clock?.offsetMs === 'number');
  return {
    offsetMs: measured ? 0 : null,
    boundMs: measured && bounds.length > 0 ? Math.max(...bounds) : null,
    source: 'the clocks of its parts',
  };
};

const mergeColdStarts = (parts: readonly BenchDocument[]): ColdStarts | undefined => {
  const found = parts.flatMap(({ coldStarts }) => coldStarts ?? []);
  if (found.length === 0) return undefined;
  const total = (of: (one: ColdStarts) => number) => sum(found.map(of));
  return {
    atOnce: Math.max(...found.map(({ atOnce }) => atOnce)),
    wanted: total(({ wanted }) => wanted),
    proven: total(({ proven }) => proven),
    unproven: total(({ unproven }) => unproven),
    failed: total(({ failed }) => failed),
    bursts: found.flatMap(({ bursts }) => bursts),
  };
};

/** Each threshold once, judged on what all parts found together. */
const judge = (
  parts: readonly BenchDocument[],
  phases: BenchDocument['phases'],
): readonly ThresholdResult[] => {
  const asked = new Map(
    parts
      .flatMap(({ thresholds }) => thresholds)
      .map((one) => [`${one.phase} ${one.metric} ${one.expression}`, one] as const),
  );
  return [...asked.values()].flatMap(({ metric, expression, phase }) => {
    const { thresholds } = parseThresholds([`${metric}: ${expression}`]);
    const here = thresholds.map((threshold) =>
      phase === '' ? threshold : { ...threshold, phase },
    );
    return evaluateThresholds(here, phases.map(judgedPhase));
  });
};

/** The worst of all generators; one that is tainted taints the whole. */
const mergeSelfChecks = (parts: readonly BenchDocument[]): SelfCheck => {
  const worst = (of: (check: SelfCheck) => number | null): number | null => {
    const known = parts.flatMap(({ selfCheck }) => of(selfCheck) ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  const reasons = parts.flatMap(({ shard, selfCheck }) =>
    selfCheck.reasons.map((reason) => (shard ? `part ${shard.index}: ${reason}` : reason)),
  );
  return {
    tainted: parts.some(({ selfCheck }) => selfCheck.tainted),
    reasons: reasons.sort(),
    eventLoopDelayP99Ms: worst((check) => check.eventLoopDelayP99Ms),
    slotErrorP99Ms: worst((check) => check.slotErrorP99Ms),
    clockResolutionUs: worst((check) => check.clockResolutionUs),
    cpuUtilisation: worst((check) => check.cpuUtilisation),
    pollingUtilisation: worst((check) => check.pollingUtilisation),
  };
};
