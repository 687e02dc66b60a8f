import { createCsvLines } from './output-csv.ts';
import { openSampleOutput, type SampleOutput } from './output-file.ts';
import { createJsonLines } from './output-json.ts';
import type { OutputSpec } from './output-spec.ts';
import type { TagContext } from './output-tags.ts';

/** Opens the file of one `--out`; fails now if it cannot be written. */
export const openOutput = (spec: OutputSpec, context: TagContext): Promise<SampleOutput> =>
  openSampleOutput(
    spec,
    spec.format === 'json' ? createJsonLines(context) : createCsvLines(context),
  );
