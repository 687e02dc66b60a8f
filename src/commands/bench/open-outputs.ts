import type { Sample } from '../../bench/engine/sample.ts';
import type { OutputSpec } from '../../bench/output/output-spec.ts';
import { openSampleOutput } from '../../bench/output/sample-output.ts';
import type { TagContext } from '../../bench/output/sample-points.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { metricsOfRun } from '../../bench/record/run-metrics.ts';
import { percentilesIn } from '../../bench/record/statistic-names.ts';
import { defaultPercentiles } from '../../bench/record/trend-values.ts';
import {
  renderSummaryData,
  renderSummaryExport,
  type SummaryDataOptions,
} from '../../report/k6/summary-export.ts';
import { type PreparedFile, prepareApart } from '../command/prepared-file.ts';
import type { Services } from '../command/services.ts';
import type { OutputOptions } from './options/plan.ts';

/** The files of a run, which can all be written, before the run is there. */
export interface PreparedOutputs {
  /** Opens the outputs of samples. Only now is anything of a file touched. */
  begin(tags: TagContext): Promise<SampleOutputs>;
  /** Writes the result. */
  write(document: BenchDocument, style: SummaryDataOptions): Promise<void>;
}

export interface SampleOutputs {
  sample(sample: Sample, phase: string): void;
  /** Lines of samples that the disk was too slow for. */
  dropped(): number;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Checks every file that the run is to write; one that cannot be written fails here, before anything was begun. */
export const prepareOutputs = async (
  { samples, summaryExport, summaryData, save, report }: OutputOptions,
  { prepareFile, pageAssets }: Pick<Services, 'prepareFile' | 'pageAssets'>,
): Promise<PreparedOutputs> => {
  const prepare = prepareApart(prepareFile);
  const saved = save === undefined ? undefined : await prepare(save);
  const reported = report === undefined ? undefined : await prepare(report);
  const exported = summaryExport === undefined ? undefined : await prepare(summaryExport);
  const data = summaryData === undefined ? undefined : await prepare(summaryData);
  const streams: { readonly spec: OutputSpec; readonly file: PreparedFile }[] = [];
  for (const spec of samples) streams.push({ spec, file: await prepare(spec.path) });
  return {
    begin: async (tags) => {
      const open = await Promise.all(
        streams.map(async ({ spec, file }) => openSampleOutput(spec, await file.begin(), tags)),
      );
      return {
        sample: (sample, phase) => {
          for (const output of open) output.sample(sample, phase);
        },
        dropped: () => open.reduce((sum, output) => sum + output.dropped(), 0),
        close: async () => {
          await Promise.all(open.map((output) => output.close()));
        },
      };
    },
    write: async (document, style) => {
      await saved?.write(`${JSON.stringify(document)}\n`);
      if (reported !== undefined) await reported.write(await pageOf(document, pageAssets));
      if (exported === undefined && data === undefined) return;
      const { phases } = document;
      const percentiles = [...new Set([...defaultPercentiles, ...percentilesIn(style.trendStats)])];
      const run = { ...document, metrics: metricsOfRun(phases, percentiles) };
      await exported?.write(renderSummaryExport(run, style.trendStats));
      await data?.write(renderSummaryData(run, style));
    },
  };
};

/** Loaded late: most benches make no page. */
const pageOf = async (
  document: BenchDocument,
  pageAssets: Services['pageAssets'],
): Promise<string> => {
  const { pageDataOf } = await import('../../report/page-data/page-data-of.ts');
  const { pageDocument } = await import('../../report/page/page-document.ts');
  return pageDocument(pageDataOf([document]), await pageAssets());
};
