import type { BenchDocument } from '../../bench/record/document.ts';
import { pageDocument } from '../../report/page/page-document.ts';
import { pageDataOf } from '../../report/page-data/page-data-of.ts';
import type { CommandContext } from '../command/command.ts';
import { findRun } from '../command/find-run.ts';
import { formatted } from './formatted.ts';
import type { ReportPlan } from './plan.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, asked: ReportPlan): Promise<number> => {
  const { services, report } = context;
  const toFile = asked.output === '-' ? undefined : await services.prepareFile(asked.output);
  const documents: BenchDocument[] = [];
  for (const name of asked.runs) documents.push(await findRun(context, name));
  const text = await textOf(context, asked, documents);
  if (toFile === undefined) {
    await report.result(text);
    return 0;
  }
  await toFile.write(text);
  report.note(`wrote ${asked.output}`);
  return 0;
};

const textOf = async (
  { io, services, report }: CommandContext,
  { format, output }: ReportPlan,
  documents: readonly BenchDocument[],
): Promise<string> => {
  if (format === 'html') return pageDocument(pageDataOf(documents), await services.pageAssets());
  const colour = output === '-' && report.colour.stdout;
  return formatted(documents, format, { colour, width: io.stdout.columns });
};
