import type { CompareDocument } from '../../bench/compare/compare-document.ts';
import { checksOfComparison } from '../../report/ci/check.ts';
import { compareCsv } from '../../report/ci/csv.ts';
import { renderJunit } from '../../report/ci/junit.ts';
import { compareMarkdown } from '../../report/ci/markdown.ts';
import { renderCompare } from '../../report/compare/compare-answer.ts';
import { verdictSentence } from '../../report/compare/verdict-sentence.ts';
import type { CommandContext } from '../command/command.ts';
import type { OutputFormat } from '../command/common-options.ts';
import { exitVerdict } from '../command/exit-verdict.ts';
import { tellPipeline } from '../command/tell-pipeline.ts';

/** Prints a comparison and tells a pipeline of it. @returns the exit code that follows from the verdict. */
export const publishComparison = async (
  context: CommandContext,
  document: CompareDocument,
  format: OutputFormat,
): Promise<number> => {
  const { io, report } = context;
  await report.result(textOf(context, document, format));
  await tellPipeline(context, checksOfComparison(document), compareMarkdown(document));
  const { is, gates } = document.verdict;
  if (is !== 'worse' || !gates) return 0;
  // On standard error too, with --quiet as well: the answer may have gone into a file.
  await io.stderr.write(`${verdictSentence(document)}\n`);
  return exitVerdict;
};

const textOf = (
  { io, report }: CommandContext,
  document: CompareDocument,
  format: OutputFormat,
): string => {
  switch (format) {
    case 'text':
      return renderCompare(document, { colour: report.colour.stdout, width: io.stdout.columns });
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`;
    case 'md':
      return compareMarkdown(document);
    case 'csv':
      return compareCsv(document);
    case 'junit':
      return renderJunit(checksOfComparison(document), 0);
  }
};
