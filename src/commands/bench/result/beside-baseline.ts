import { compareRuns } from '../../../bench/compare/compare-runs.ts';
import { designOfSides } from '../../../bench/compare/design.ts';
import { judgeFailIf } from '../../../bench/compare/judge-fail-if.ts';
import type { BenchDocument } from '../../../bench/record/document.ts';
import type { Check } from '../../../report/ci/check.ts';
import { renderBaseline } from '../../../report/compare/baseline-answer.ts';
import type { CommandContext } from '../../command/command.ts';
import { exitVerdict } from '../../command/exit-verdict.ts';
import { findRun } from '../../command/find-run.ts';
import { defaultTolerance } from '../../command/judging-options.ts';
import type { BenchOptions } from '../options/plan.ts';

/** The run that this one is set beside, read before anything is measured; undefined where none is named. */
export const readBaseline = async (
  context: CommandContext,
  { baseline }: BenchOptions,
): Promise<BenchDocument | undefined> =>
  baseline === undefined ? undefined : findRun(context, baseline);

/** A check for each condition on the baseline. */
export const baselineChecks = (
  { failIf }: BenchOptions,
  baseline: BenchDocument | undefined,
  document: BenchDocument,
): readonly Check[] =>
  baseline === undefined
    ? []
    : failIf.map((condition) => {
        const { text, ok, found } = judgeFailIf(baseline, document, condition);
        const message = `${ok ? 'not so much slower' : 'slower than allowed'}: ${text} (${found})`;
        return { suite: 'comparison', name: text, result: ok ? 'passed' : 'failed', message };
      });

/** Shows the run beside its baseline. @returns 99 where a condition was not met, which is named on standard error too. */
export const tellBaseline = async (
  { io, report }: CommandContext,
  { format, baseline: label = '' }: BenchOptions,
  runs: { readonly baseline: BenchDocument; readonly document: BenchDocument },
  checks: readonly Check[],
): Promise<number> => {
  const design = designOfSides([runs.baseline], [runs.document]);
  const compared = compareRuns(design, {
    ...{
      metric: undefined,
      tolerance: defaultTolerance,
      acceptSequential: true,
      labels: [label, 'this run'],
    },
  });
  const style = { colour: report.colour.stdout, width: io.stdout.columns };
  if (format === 'text') await report.result(renderBaseline(compared, style));
  const failed = checks.filter(
    ({ suite, result }) => suite === 'comparison' && result === 'failed',
  );
  for (const { message } of failed) await io.stderr.write(`${message}\n`);
  return failed.length > 0 ? exitVerdict : 0;
};
