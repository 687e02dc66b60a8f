import { comparePhases } from '../../bench/comparison.ts';
import { matrixEffects } from '../../bench/comparison-matrix.ts';
import type { BenchDocument, Comparison, Scenario, SelfCheck } from '../../bench/document.ts';
import { comparedFactors } from '../../bench/phase-plan.ts';
import type { PhaseResult } from '../../bench/run-phase.ts';
import { checkGenerator, clockResolutionUs } from '../../bench/self-check.ts';
import type { BenchSubject } from '../../bench/subject.ts';
import { evaluateThresholds, judgedPhase } from '../../bench/threshold-evaluation.ts';
import { createXoshiro, drawBelow } from '../../bench/xoshiro.ts';
import type { LoadGenerator } from '../services.ts';
import type { BenchOptions } from './parse.ts';

export interface FinishedRun {
  readonly options: BenchOptions;
  readonly subject: BenchSubject;
  readonly generator: LoadGenerator;
  readonly results: readonly PhaseResult[];
  readonly interrupted: boolean;
  /** Lines of samples that were not written. */
  readonly droppedLines: number;
}

/** All that a run found, in the one document that is printed and saved. */
export const benchDocument = (run: FinishedRun): BenchDocument => {
  const { options, subject, generator, results, interrupted } = run;
  const phases = results.map(({ summary }) => summary);
  const matrix = options.choice === 'matrix' ? matrixEffects(phases) : undefined;
  return {
    schemaVersion: 1,
    scenario: scenarioOf(options, subject),
    seed: options.seed,
    environment: { ...generator.machine, sharesMachine: subject.sharesMachine },
    phases,
    comparison: compare(options, results),
    ...(matrix !== undefined && { matrix }),
    thresholds: evaluateThresholds(options.thresholds, phases.map(judgedPhase)),
    selfCheck: selfCheck(run),
    interrupted,
  };
};

const scenarioOf = (
  { generator, load, ints }: BenchOptions,
  { target }: BenchSubject,
): Scenario => {
  const { engine, timeoutMs, keepAlive, check, insecure } = generator;
  return { target, engine, load, ints, timeoutMs, keepAlive, check, insecure };
};

const compare = (
  { choice, seed }: BenchOptions,
  [first, second, ...more]: readonly PhaseResult[],
): Comparison | null => {
  if (first === undefined || second === undefined || more.length > 0) return null;
  const bits = createXoshiro(seed);
  return comparePhases(first, second, comparedFactors(choice), (bound) => drawBelow(bits, bound));
};

const selfCheck = ({ generator, results, droppedLines }: FinishedRun): SelfCheck => {
  const check = checkGenerator(
    results.map(({ vitals }) => vitals),
    clockResolutionUs(generator.scheduler.nowUs),
  );
  if (droppedLines === 0) return check;
  const reason = `the disk was too slow for --out: ${droppedLines} lines were not written`;
  return { ...check, tainted: true, reasons: [...check.reasons, reason] };
};
