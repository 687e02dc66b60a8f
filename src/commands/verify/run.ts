import { parseRun } from '../../bench/run-file/read-run.ts';
import { verifyRun } from '../../bench/verify/verify-run.ts';
import { verificationText } from '../../report/runs/verification-text.ts';
import type { CommandContext, Input } from '../command/command.ts';
import { findRunText } from '../command/find-run.ts';
import type { verifyOptions } from './options.ts';

export const plan = ({
  options,
  problems,
}: Input<typeof verifyOptions>): { readonly run: string } | undefined => {
  if (options.run === undefined) {
    problems.add('verify needs a run', 'fibimg verify last, or a file that bench --save wrote');
    return undefined;
  }
  return { run: options.run };
};

export const run = async (
  context: CommandContext,
  { run: argument }: { readonly run: string },
): Promise<number> => {
  const { io, report } = context;
  const { name, text } = await findRunText(context, argument);
  const document = parseRun(text, name);
  const { checked, differences } = verifyRun(document, text);
  const ok = differences.length === 0;
  const runId = document.runId ?? null;
  await report.result(
    report.json
      ? `${JSON.stringify({ schemaVersion: 1, path: name, runId, ok, checked, differences }, null, 2)}\n`
      : verificationText({ name, checked, differences }, io.stdout.columns),
  );
  return ok ? 0 : 1;
};
