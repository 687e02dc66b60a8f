import { createCsvLines } from './output-csv.ts';
import { openSampleFile, type SampleOutput, writeSamples } from './output-file.ts';
import { createJsonLines } from './output-json.ts';
import type { OutputSpec } from './output-spec.ts';
import type { TagContext } from './output-tags.ts';

/** Opens the file of one `--out`, and fails now if it cannot be written; what its lines need may be known later. */
export const openOutput = async (
  spec: OutputSpec,
): Promise<(context: TagContext) => SampleOutput> => {
  const file = await openSampleFile(spec);
  const linesOf = spec.format === 'json' ? createJsonLines : createCsvLines;
  return (context) => writeSamples(file, linesOf(context));
};
