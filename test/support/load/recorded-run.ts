import { createDetail } from '../../../src/bench/detail/detail-recorder.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import type {
  BenchDocument,
  PhaseSummary,
  RoundSummary,
} from '../../../src/bench/record/document.ts';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import { createRoundRecorder } from '../../../src/bench/record/round-recorder.ts';
import { sealed } from '../../../src/bench/run-file/digest.ts';
import { coldSharesOf } from '../../../src/bench/stats/cold-share.ts';
import { comparePhases } from '../../../src/bench/stats/comparison.ts';
import { effectsOf } from '../../../src/bench/stats/effects.ts';
import { populationsOf } from '../../../src/bench/stats/populations.ts';
import { kindPopulationsOf } from '../../../src/bench/stats/start-kinds.ts';
import {
  evaluateThresholds,
  judgedPhase,
} from '../../../src/bench/threshold/threshold-evaluation.ts';
import { parseThresholds } from '../../../src/bench/threshold/threshold-parser.ts';
import { sampleDocument } from '../../report/sample-document.ts';

interface Recorded {
  readonly samples: readonly Sample[];
  readonly name?: string;
  readonly openModel?: boolean;
  readonly startedAt?: string;
  readonly durationMs?: number;
  readonly rounds?: number;
  readonly dropped?: number;
}

/** A phase and its rounds as real recorders tell of samples, whose times are from its begin. */
export const recordedPhase = ({
  samples,
  name = 'load',
  openModel = false,
  startedAt = '2026-11-21T10:00:00.000Z',
  durationMs = 30_000,
  rounds = 1,
  dropped = 0,
}: Recorded): { readonly summary: PhaseSummary; readonly rounds: readonly RoundSummary[] } => {
  let nowUs = 0;
  const recorder = createPhaseRecorder({
    ...{ name, startedAt, openModel, detail: createDetail() },
    nowUs: () => nowUs,
  });
  for (const sample of samples) {
    nowUs = Math.max(nowUs, sample.endedUs);
    recorder.sample(sample);
  }
  recorder.virtualUsers(1, 2);
  if (dropped > 0) recorder.dropped(dropped);
  nowUs = Math.max(nowUs, 1000 * durationMs);
  const report = { startedUs: 0, endedUs: 1000 * durationMs, started: samples.length };
  const parts = Array.from({ length: rounds }, (_, index) => {
    const options = { round: index + 1, phase: name, startedAt, startUs: 0, openModel };
    const part = createRoundRecorder(options);
    for (const [at, sample] of samples.entries()) if (at % rounds === index) part.sample(sample);
    return part.finish(1000 * durationMs);
  });
  return { summary: recorder.summarise(report), rounds: parts };
};

/** A run of one phase or two, sealed as a bench leaves it. */
export const recordedRun = (
  phases: readonly Recorded[],
  changes: Partial<BenchDocument> = {},
  thresholds: readonly string[] = [],
): BenchDocument => {
  const recorded = phases.map(recordedPhase);
  const summaries = recorded.map(({ summary }) => summary);
  const rounds = recorded.flatMap((phase) => phase.rounds);
  const [first, second] = recorded;
  const { matrix: _, coldStarts: __, ...document } = sampleDocument();
  return sealed({
    ...document,
    runId: 'a0b1c2d3e4f5',
    phases: summaries,
    rounds,
    populations: populationsOf(rounds, undefined),
    kinds: kindPopulationsOf(rounds, undefined),
    coldShares: coldSharesOf(summaries),
    effects: effectsOf(rounds, undefined),
    comparison: first && second ? comparePhases(first, second, []) : null,
    thresholds: evaluateThresholds(
      parseThresholds(thresholds).thresholds,
      summaries.map(judgedPhase),
    ),
    ...changes,
  });
};
