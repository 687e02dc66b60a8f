import { mergeRuns } from '../../bench/merge/merge-runs.ts';
import type { NamedRun } from '../../bench/merge/require-mergeable.ts';
import { drawRunId } from '../bench/keep-run.ts';
import type { CommandContext, Input } from '../command/command.ts';
import { findRun } from '../command/find-run.ts';
import type { mergeOptions } from './options.ts';
import { publishMerged } from './publish-merged.ts';

interface MergePlan {
  readonly runs: readonly string[];
  readonly output: string | undefined;
  readonly keep: boolean;
}

export const plan = ({ options, problems }: Input<typeof mergeOptions>): MergePlan => {
  const { runs, output, keep } = options;
  if (runs.length === 0) problems.add('merge needs runs', 'fibimg merge part-0.json part-1.json');
  return { runs, output, keep };
};

export const run = async (
  context: CommandContext,
  { runs, output, keep }: MergePlan,
): Promise<number> => {
  const { io, services } = context;
  const file = output === undefined ? undefined : await services.prepareFile(output);
  const parts: NamedRun[] = [];
  for (const name of runs) parts.push({ name, document: await findRun(context, name) });
  const command = ['merge', ...runs];
  const document = mergeRuns(parts, { runId: drawRunId(io.rng), command });
  return publishMerged(context, document, { file, keep });
};
