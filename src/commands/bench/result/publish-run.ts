import type { BenchDocument } from '../../../bench/record/document.ts';
import { renderBench } from '../../../report/bench/bench-summary.ts';
import { type Check, checksOfBench } from '../../../report/ci/check.ts';
import { benchCsv } from '../../../report/ci/csv.ts';
import { renderJunit } from '../../../report/ci/junit.ts';
import { benchMarkdown } from '../../../report/ci/markdown.ts';
import type { CommandContext } from '../../command/command.ts';
import { tellPipeline } from '../../command/tell-pipeline.ts';
import type { BenchOptions } from '../options/plan.ts';

/** Prints a run, and tells a pipeline of it. Where samples take standard output, the result gives way to them. */
export const publishRun = async (
  context: CommandContext,
  options: BenchOptions,
  document: BenchDocument,
  further: readonly Check[] = [],
): Promise<void> => {
  const { io, report } = context;
  const isTaken = options.outputs.samples.some(({ path }) => path === '-');
  const stream = isTaken ? 'stderr' : 'stdout';
  const checks = [...checksOfBench(document), ...further];
  const style = { ...options.summary, colour: report.colour[stream], width: io[stream].columns };
  const text = textOf[options.format](document, style, checks);
  await (isTaken ? report.note(text.trimEnd()) : report.result(text));
  await tellPipeline(context, checks, benchMarkdown(document, checks));
};

type Style = Parameters<typeof renderBench>[1];

const textOf = {
  text: renderBench,
  json: (document) => `${JSON.stringify(document, null, 2)}\n`,
  md: (document, _style, checks) => benchMarkdown(document, checks),
  csv: benchCsv,
  junit: ({ phases }, _style, checks) =>
    renderJunit(
      checks,
      phases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ),
} as const satisfies Record<
  BenchOptions['format'],
  (document: BenchDocument, style: Style, checks: readonly Check[]) => string
>;
