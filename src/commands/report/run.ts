import type { BenchDocument } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import { sleep } from '../../core/sleep.ts';
import { pageDocument } from '../../report/page/page-document.ts';
import { pageDataOf } from '../../report/page-data/page-data-of.ts';
import type { CommandContext } from '../command/command.ts';
import { formatted } from './formatted.ts';
import type { ReportPlan, WrittenReport } from './plan.ts';
import { readRuns } from './read-runs.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, asked: ReportPlan): Promise<number> => {
  if (asked.watch) {
    const { watchRuns } = await import('./watch-runs.ts');
    await watchRuns(context, asked, sleep);
    return 0;
  }
  const { services, report } = context;
  const toFile = asked.output === '-' ? undefined : await services.prepareFile(asked.output);
  const runs = await readRuns(context, asked.runs);
  const text = await textOf(context, asked, runs);
  if (toFile === undefined) {
    await report.result(text);
    return 0;
  }
  await toFile.write(text);
  if (report.json)
    await report.result(`${JSON.stringify(writtenAs(asked, runs.documents), null, 2)}\n`);
  else report.note(`wrote ${asked.output}`);
  return 0;
};

const textOf = async (
  { io, services, report }: CommandContext,
  { format, output }: WrittenReport,
  { documents, compared }: Awaited<ReturnType<typeof readRuns>>,
): Promise<string> => {
  if (format === 'html') {
    return pageDocument(pageDataOf(documents, compared), await services.pageAssets());
  }
  refuseSeveral(documents, format);
  const colour = output === '-' && report.colour.stdout;
  return formatted(documents, format, { colour, width: io.stdout.columns });
};

const writtenAs = ({ format, output }: WrittenReport, documents: readonly BenchDocument[]) => ({
  ...{ schemaVersion: 1, format, output },
  runs: documents.map(({ runId }) => runId ?? null),
});

/** An id may stand for all runs of a duet. */
const refuseSeveral = (documents: readonly BenchDocument[], format: string): void => {
  if (documents.length < 2) return;
  throw new FibimgError('usage', `${format} shows one run, and ${documents.length} were named`, {
    hint: 'name one, or make a page of several with --format html',
  });
};
