import type { BenchDocument } from '../../bench/document.ts';
import { openOutput } from '../../bench/output-open.ts';
import type { TagContext } from '../../bench/output-tags.ts';
import type { Sample } from '../../bench/sample.ts';
import { renderSummaryExport } from '../../report/summary-export.ts';
import type { Services } from '../services.ts';
import type { OutputOptions } from './parse-outputs.ts';

/** The files of a run, open before its load starts. */
export interface RunOutputs {
  sample(sample: Sample, phase: string): void;
  /** Lines of samples that the disk was too slow for. */
  dropped(): number;
  /** Writes what is left of the samples. */
  closeSamples(): Promise<void>;
  write(document: BenchDocument, trendStats: readonly string[]): Promise<void>;
}

/** Opens every file that the run is to write; one that cannot be written fails here, before anything was sent. */
export const openOutputs = async (
  { samples, summaryExport, save }: OutputOptions,
  services: Services,
  tags: TagContext,
): Promise<RunOutputs> => {
  const saved = save === undefined ? undefined : await services.prepareFile(save);
  const exported =
    summaryExport === undefined ? undefined : await services.prepareFile(summaryExport);
  const open = await Promise.all(samples.map((spec) => openOutput(spec, tags)));
  return {
    sample: (sample, phase) => {
      for (const output of open) output.sample(sample, phase);
    },
    dropped: () => open.reduce((sum, output) => sum + output.dropped(), 0),
    closeSamples: async () => {
      await Promise.all(open.map((output) => output.close()));
    },
    write: async (document, trendStats) => {
      await saved?.write(`${JSON.stringify(document)}\n`);
      await exported?.write(renderSummaryExport(document, trendStats));
    },
  };
};
