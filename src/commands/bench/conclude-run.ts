import type { BenchDocument } from '../../bench/record/document.ts';
import type { CommandContext } from '../command/command.ts';
import { keepRun } from './keep-run.ts';
import type { PreparedOutputs } from './open-outputs.ts';
import type { BenchOptions } from './options/plan.ts';
import { baselineChecks, tellBaseline } from './result/beside-baseline.ts';
import { publishRun } from './result/publish-run.ts';
import { verdictOf } from './verdict.ts';

/** What was made ready, or read, before the target was opened. */
export interface Ready {
  readonly outputs: PreparedOutputs;
  readonly baseline: BenchDocument | undefined;
}

/**
 * Saves, keeps and prints a run, and then judges it. `requireGood` throws where it is not what was asked for: the answer
 * is there by then. @returns the exit code.
 */
export const concludeRun = async (
  context: CommandContext,
  options: BenchOptions,
  { outputs, baseline }: Ready,
  document: BenchDocument,
  requireGood: () => void,
): Promise<number> => {
  const { io, report } = context;
  // Saved before it is printed: a standard output that cannot be written loses nothing.
  const summaryStyle = {
    ...options.summary,
    noColour: !report.colour.stdout,
    stdoutIsTTY: io.stdout.isTTY,
    stderrIsTTY: io.stderr.isTTY,
  };
  const unsaved = await outputs.write(document, summaryStyle).catch((thrown: unknown) => thrown);
  if (options.keep) await keepRun(context, document);
  const checks = baselineChecks(options, baseline, document);
  await publishRun(context, options, document, checks);
  if (unsaved !== undefined) throw unsaved;
  requireGood();
  const beside =
    baseline === undefined
      ? 0
      : await tellBaseline(context, options, { baseline, document }, checks);
  const answered = options.format === 'text';
  const own = await verdictOf(document, { strict: options.strict, answered }, io.stderr);
  return own === 0 ? beside : own;
};
