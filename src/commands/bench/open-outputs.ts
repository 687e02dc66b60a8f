import type { Sample } from '../../bench/engine/sample.ts';
import { openOutput } from '../../bench/output/output-open.ts';
import type { TagContext } from '../../bench/output/output-tags.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { renderSummaryExport } from '../../report/k6/summary-export.ts';
import type { Services } from '../command/services.ts';
import type { OutputOptions } from './options/plan.ts';

/** The files of a run, which can all be written, before the run is there. */
export interface OpenedOutputs {
  begin(tags: TagContext): SampleOutputs;
  /** Writes the result. */
  write(document: BenchDocument, trendStats: readonly string[]): Promise<void>;
}

export interface SampleOutputs {
  sample(sample: Sample, phase: string): void;
  /** Lines of samples that the disk was too slow for. */
  dropped(): number;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Opens every file that the run is to write; one that cannot be written fails here, before anything was begun. */
export const openOutputs = async (
  { samples, summaryExport, save }: OutputOptions,
  { prepareFile }: Pick<Services, 'prepareFile'>,
): Promise<OpenedOutputs> => {
  const saved = save === undefined ? undefined : await prepareFile(save);
  const exported = summaryExport === undefined ? undefined : await prepareFile(summaryExport);
  const files = await Promise.all(samples.map(openOutput));
  return {
    begin: (tags) => {
      const open = files.map((write) => write(tags));
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
    write: async (document, trendStats) => {
      await saved?.write(`${JSON.stringify(document)}\n`);
      await exported?.write(renderSummaryExport(document, trendStats));
    },
  };
};
