import { createImport } from '../../bench/k6/imported-run.ts';
import type { LoadPart } from '../../bench/load/load-part.ts';
import { mergeRuns } from '../../bench/merge/merge-runs.ts';
import type { BenchDocument } from '../../bench/record/document.ts';
import { FibimgError } from '../../core/error.ts';
import { drawRunId } from '../bench/keep-run.ts';
import { autoShard } from '../bench/options/auto-shard.ts';
import type { Asked, CommandContext, Input } from '../command/command.ts';
import { publishMerged } from '../merge/publish-merged.ts';
import type { importOptions } from './options.ts';

interface ImportPlan {
  readonly files: readonly string[];
  readonly shard: LoadPart | undefined;
  readonly output: string | undefined;
  readonly keep: boolean;
}

export const plan = (
  { options, problems }: Input<typeof importOptions>,
  { io }: Pick<Asked, 'io'>,
): ImportPlan | undefined => {
  const [format, ...files] = options.points;
  const { output, keep } = options;
  const shard = options.shard === 'auto' ? autoShard(io.env, problems) : options.shard;
  if (format !== 'k6') problems.add('import reads points of k6', 'fibimg import k6 points.json');
  else if (files.length === 0) problems.add('import needs files', 'fibimg import k6 points.json');
  if (files.includes('-')) problems.add('points are read from files', 'name one');
  if (shard !== undefined && files.length > 1) {
    problems.add('--shard says which part one file is', 'without it, all files are one run');
  }
  return { files, shard, output, keep };
};

export const run = async (
  context: CommandContext,
  { files, shard, output, keep }: ImportPlan,
): Promise<number> => {
  const { io, report, services } = context;
  const file = output === undefined ? undefined : await services.prepareFile(output);
  const command = ['import', 'k6', ...files];
  const documents: BenchDocument[] = [];
  for (const [index, path] of files.entries()) {
    const part = files.length > 1 ? { index, of: files.length } : shard;
    const document = await report.during(`reading ${path}`, () =>
      readPoints(context, path, { runId: drawRunId(io.rng), command, shard: part }),
    );
    requireOther(documents, document, path);
    documents.push(document);
  }
  const [only, ...more] = documents;
  if (only === undefined) throw new TypeError('there is nothing to import');
  const named = documents.map((document, index) => ({ name: files[index] ?? '', document }));
  const whole = more.length === 0 ? only : mergeRuns(named, { runId: drawRunId(io.rng), command });
  return publishMerged(context, whole, { file, keep });
};

const readPoints = async (
  { services, report }: CommandContext,
  path: string,
  identity: Parameters<typeof createImport>[1],
): Promise<BenchDocument> => {
  const reading = createImport(path, identity);
  for await (const bytes of services.streamFile(path)) reading.push(bytes);
  const { document, isCut } = reading.finish();
  if (isCut) report.note(`the last line of ${path} is cut off: k6 was ended while it wrote it`);
  return document;
};

/** The same instance's points would count twice: no two begin in the same microsecond at the same request. */
const requireOther = (
  known: readonly BenchDocument[],
  { phases }: BenchDocument,
  path: string,
): void => {
  const text = JSON.stringify(phases);
  if (known.every((one) => JSON.stringify(one.phases) !== text)) return;
  throw new FibimgError('usage', `${path} holds points that were read already`, {
    why: 'its requests would count twice',
    hint: 'name each file once',
  });
};
