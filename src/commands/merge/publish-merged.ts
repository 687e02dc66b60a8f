import type { BenchDocument } from '../../bench/record/document.ts';
import { runText } from '../../bench/run-file/digest.ts';
import { renderBench } from '../../report/bench/bench-summary.ts';
import { defaultTrendStats } from '../../report/k6/summary-style.ts';
import { keepRun } from '../bench/keep-run.ts';
import { requireWhole, verdictOf } from '../bench/verdict.ts';
import type { CommandContext } from '../command/command.ts';
import type { PreparedFile } from '../command/prepared-file.ts';

interface Publishing {
  readonly file: PreparedFile | undefined;
  readonly keep: boolean;
}

/** Saves, keeps and prints a run that was put together elsewhere, and gives the exit code. */
export const publishMerged = async (
  context: CommandContext,
  document: BenchDocument,
  { file, keep }: Publishing,
): Promise<number> => {
  const { io, report } = context;
  await file?.write(runText(document));
  if (keep) await keepRun(context, document);
  const style = {
    ...({ mode: 'compact', trendStats: defaultTrendStats } as const),
    ...{ colour: report.colour.stdout, width: io.stdout.columns },
  };
  await report.result(
    report.json ? `${JSON.stringify(document, null, 2)}\n` : renderBench(document, style),
  );
  requireWhole(document);
  return verdictOf(document, { strict: false, answered: !report.json }, io.stderr);
};
