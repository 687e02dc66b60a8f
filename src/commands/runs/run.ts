import { readRun } from '../../bench/run-file/read-run.ts';
import { FibimgError, messageOf } from '../../core/error.ts';
import { type ListedRun, runList } from '../../report/runs/run-list.ts';
import type { CommandContext, Input } from '../command/command.ts';
import type { RunFolder, StoredRun } from '../command/run-folder.ts';
import { runsDocument } from './document.ts';
import type { runsOptions } from './options.ts';

interface RunsPlan {
  /** How many to keep; undefined removes none. */
  readonly keep: number | undefined;
}

export const plan = ({ options }: Input<typeof runsOptions>): RunsPlan => ({ keep: options.keep });

export const run = async (context: CommandContext, { keep }: RunsPlan): Promise<number> => {
  const { io, services, report } = context;
  const folder = await services.openRunFolder();
  const stored = await folder.list();
  const removed = keep === undefined ? [] : stored.slice(keep);
  await removeAll(folder, removed);
  const kept = stored.slice(0, keep);
  const runs: ListedRun[] = [];
  for (const one of kept) runs.push(await listed(context, one));
  if (report.json) {
    await report.result(runsDocument(folder.path, runs, removed));
    return 0;
  }
  if (removed.length > 0) {
    report.note(`removed ${removed.length} ${removed.length === 1 ? 'run' : 'runs'}`);
  }
  if (runs.length === 0) {
    report.note(`${folder.path} holds no run: fibimg bench makes one`);
    return 0;
  }
  await report.result(runList(runs, { width: io.stdout.columns, colour: report.colour.stdout }));
  return 0;
};

const removeAll = async (folder: RunFolder, runs: readonly StoredRun[]): Promise<void> => {
  for (const one of runs) {
    await folder.remove(one).catch((cause: unknown) => {
      throw new FibimgError('output', `cannot remove ${one.path}`, {
        why: messageOf(cause),
        cause,
      });
    });
  }
};

/** One that cannot be read is listed with the reason: it hides none of the others. */
const listed = async (
  { services }: CommandContext,
  { path, runId, bytes }: StoredRun,
): Promise<ListedRun> => {
  try {
    const text = new TextDecoder().decode(await services.readFile(path));
    return { path, runId, bytes, read: { document: readRun(text, path) } };
  } catch (thrown) {
    const why = thrown instanceof FibimgError ? (thrown.why ?? thrown.message) : messageOf(thrown);
    return { path, runId, bytes, read: { why } };
  }
};
