import { join } from 'node:path';
import { armLabels } from '../../bench/compare/arm-labels.ts';
import { compareRuns } from '../../bench/compare/compare-runs.ts';
import { designOfDuet } from '../../bench/compare/design.ts';
import { armsInOrder } from '../../bench/compare/duet-order.ts';
import { askedMetricText } from '../../bench/compare/parse-run-metric.ts';
import { planPairs, readPilot, visibleRatio } from '../../bench/compare/pilot.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import type { Duet } from '../../bench/record/provenance.ts';
import { runText } from '../../bench/run-file/digest.ts';
import { FibimgError } from '../../core/error.ts';
import { pilotSentence } from '../../report/compare/pilot-sentence.ts';
import type { CommandContext } from '../command/command.ts';
import { exitVerdict } from '../command/exit-verdict.ts';
import { publishComparison } from '../compare/publish-comparison.ts';
import { type Arm, clearArms, duetUsd } from './clear-arms.ts';
import { keepRun } from './keep-run.ts';
import { measureArm } from './measure-arm.ts';
import type { DuetPlan } from './options/duet-plan.ts';
import type { BenchOptions } from './options/plan.ts';
import { createSpend } from './price.ts';

/** Of a duet, which its runs' ids begin with. */
const idLength = 8;

interface RunningDuet {
  readonly context: CommandContext;
  readonly plan: DuetPlan;
  readonly arms: readonly [Arm, Arm];
  readonly id: string;
  readonly seed: number;
  readonly save: string | undefined;
  readonly keep: boolean;
  /** What both arms' runs may cost together; undefined for whatever they do. */
  readonly budget: DuetBudget | undefined;
}

/** What is left of it falls as runs end. */
interface DuetBudget {
  leftUsd: number;
}

/** Sets two targets against each other in pairs, and judges them once. @returns the exit code. */
export const runDuet = async (
  context: CommandContext,
  options: BenchOptions,
  plan: DuetPlan,
): Promise<number> => {
  const { io, report, services } = context;
  const id = io.rng.uuid().replaceAll('-', '').slice(-idLength);
  const { save } = options.outputs;
  // A folder that cannot be written is found out before anything is measured.
  if (save !== undefined) await services.prepareFile(join(save, `${id}.json`));
  const arms = await clearArms(context, options, plan);
  const budget = options.maxCostUsd === undefined ? undefined : { leftUsd: options.maxCostUsd };
  const duet = { context, plan, arms, id, seed: options.seed, save, keep: options.keep, budget };
  report.note(
    `duet ${id}: ${plan.pilotPairs} pilot pairs, then ${plan.pairs ?? 'as many as are needed'}, seed ${options.seed}`,
  );
  const { pilot, pairs } = await runPilot(duet);
  const judged = await runPairs(duet, { pairs, planned: pairs, pilot: false });
  if (!isSpent(duet)) return judgeOnce(context, options, plan, [...pilot, ...judged]);
  const whole = wholePairs(judged);
  const verdict = whole === 0 ? '; none was whole, and there is no verdict' : '';
  await io.stderr.write(`--max-cost ended the duet after ${whole} of ${pairs} pairs${verdict}\n`);
  if (whole > 0) await judgeOnce(context, options, plan, [...pilot, ...judged]);
  return exitVerdict;
};

/** The pilot, and how many pairs follow it, with what they will show, take and cost. */
const runPilot = async (
  duet: RunningDuet,
): Promise<{ readonly pilot: readonly BenchDocument[]; readonly pairs: number }> => {
  const { context, plan, arms } = duet;
  const { io, report } = context;
  const { pilotPairs, pairs: asked = 0, metric = { percent: 50 } } = plan;
  const startedMs = io.clock.elapsedMs();
  const pilot = await runPairs(duet, { pairs: pilotPairs, planned: asked, pilot: true });
  const eachMs = (io.clock.elapsedMs() - startedMs) / Math.max(1, pilotPairs);
  io.interrupt.throwIfAborted();
  const seen = readPilot(pilot, metric);
  const pairs = planPairs(plan, seen);
  const usd = duetUsd(arms, pilot, pairs);
  refuseCost(duet.budget, usd);
  if (seen !== undefined) {
    const visible = visibleRatio(seen, pairs);
    report.note(pilotSentence(seen, { pairs, visible, eachMs, usd }));
  }
  return { pilot, pairs };
};

const judgeOnce = async (
  context: CommandContext,
  options: BenchOptions,
  { metric, tolerance }: DuetPlan,
  runs: readonly BenchDocument[],
): Promise<number> => {
  const design = designOfDuet(runs);
  if (design.base.length === 0) context.io.interrupt.throwIfAborted();
  const labels = armLabels(runs);
  const document = compareRuns(design, { metric, tolerance, acceptSequential: false, labels });
  const exitCode = await publishComparison(context, document, options.format);
  if (options.keep) context.report.note(`fibimg compare ${document.design.duetId} shows it again`);
  return exitCode;
};

const refuseCost = (budget: DuetBudget | undefined, usd: number | undefined): void => {
  if (budget === undefined || usd === undefined || usd <= budget.leftUsd) return;
  throw new FibimgError(
    'usage',
    `the pairs are expected to cost $${usd.toFixed(2)}, above what is left of --max-cost after the pilot, and none was run`,
    {
      hint: 'raise --max-cost, or give fewer --pairs',
    },
  );
};

interface PairsToRun {
  readonly pairs: number;
  readonly planned: number;
  readonly pilot: boolean;
}

/** Pair after pair until all are there or a signal ends it; a failed arm ends it with an error, for half pairs tell nothing. */
const runPairs = async (
  duet: RunningDuet,
  { pairs, planned, pilot }: PairsToRun,
): Promise<readonly BenchDocument[]> => {
  const { context, plan, arms, id, seed } = duet;
  const { io, report } = context;
  const runs: BenchDocument[] = [];
  const isOver = () => io.interrupt.aborted || isSpent(duet);
  for (let pair = 1; pair <= pairs && !isOver(); pair += 1) {
    const order = armsInOrder(seed, pair, pilot);
    report.note(`${pilot ? 'pilot pair' : 'pair'} ${pair} of ${pairs}: ${order.join(', then ')}`);
    for (const [at, name] of order.entries()) {
      const arm = arms.find((one) => one.name === name);
      if (arm === undefined || isOver()) break;
      const primary = askedMetricText(plan.metric ?? { percent: 50 });
      const part: Duet = {
        ...{ id, pair, arm: name, position: at === 0 ? 1 : 2, planned, seed, pilot, primary },
      };
      const run = await runPart(duet, arm, part).catch((thrown: unknown) => {
        // Interrupted before its first request: those that are there are judged all the same.
        if (io.interrupt.aborted) return undefined;
        throw thrown;
      });
      if (run !== undefined) runs.push(await keepPart(duet, run));
    }
  }
  return runs;
};

const wholePairs = (runs: readonly BenchDocument[]): number => {
  const ended = runs.filter(({ interrupted }) => !interrupted);
  const of = (arm: 'A' | 'B') => ended.flatMap(({ duet }) => (duet?.arm === arm ? duet.pair : []));
  const others = new Set(of('B'));
  return of('A').filter((pair) => others.has(pair)).length;
};

const isSpent = ({ budget }: RunningDuet): boolean => budget !== undefined && budget.leftUsd <= 0;

const runPart = async (
  { context, id, seed, budget }: RunningDuet,
  arm: Arm,
  part: Duet,
): Promise<BenchDocument> => {
  const number = part.pair.toString(16).padStart(2, '0');
  const runId = `${id}${part.pilot ? 'f' : '0'}${number}${part.arm.toLowerCase()}`;
  try {
    // Both runs of a pair ask for the same integers.
    const options = { ...arm.options, seed: (seed + part.pair) % 2 ** 31 };
    const spend = budget && arm.price && createSpend(arm.price, budget.leftUsd);
    const document = await measureArm(context, options, { runId, duet: part }, spend);
    if (budget && spend) {
      const wasEnded = document.phases.some(({ endedBy }) => endedBy === 'cost');
      budget.leftUsd = wasEnded ? 0 : budget.leftUsd - spend.spentUsd();
    }
    return document;
  } catch (thrown) {
    if (!(thrown instanceof FibimgError) || context.io.interrupt.aborted) throw thrown;
    const where = `${part.pilot ? 'pilot pair' : 'pair'} ${part.pair}`;
    throw new FibimgError(
      thrown.kind,
      `arm ${part.arm} failed in ${where}, and half a pair is none: ${thrown.message}`,
      {
        ...(thrown.why !== undefined && { why: thrown.why }),
        hint: 'the runs so far are kept; there is no verdict',
        cause: thrown,
      },
    );
  }
};

/** Each run is kept as soon as it is there. */
const keepPart = async (
  { context, save, keep }: RunningDuet,
  document: BenchDocument,
): Promise<BenchDocument> => {
  if (keep) await keepRun(context, document);
  if (save !== undefined) {
    const file = await context.services.prepareFile(join(save, `${document.runId}.json`));
    await file.write(runText(document));
  }
  return document;
};
