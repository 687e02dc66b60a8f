import type { BenchDocument } from '../../bench/record/document.ts';
import { runText } from '../../bench/run-file/digest.ts';
import { messageOf } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import type { CommandContext, Reporter } from '../command/command.ts';
import type { Services } from '../command/services.ts';

/** Short enough to type, and no two of a person's runs share one: 48 bits of chance. */
export const drawRunId = (rng: Rng): string => rng.uuid().slice(-12);

/** Runs that are kept by themselves: months of work, and 20 MB of disk or so. */
export const mostKeptRuns = 200;

/** What it takes to keep a run. */
interface Keeping {
  readonly io: Pick<CommandContext['io'], 'clock'>;
  readonly services: Pick<Services, 'openRunFolder'>;
  readonly report: Pick<Reporter, 'detail' | 'note'>;
}

/** Leaves a run where `fibimg runs` finds it. That this cannot be done is no reason to fail. */
export const keepRun = async (
  { io, services, report }: Keeping,
  document: BenchDocument,
): Promise<void> => {
  const { runId, duet } = document;
  if (runId === undefined) return;
  try {
    const folder = await services.openRunFolder();
    const path = await folder.add({ runId, savedAt: io.clock.now(), text: runText(document) });
    report.detail(`kept as ${path}`);
    for (const run of (await folder.list()).slice(mostKeptRuns)) {
      // A duet may have more: its verdict, now and when it is asked for again, needs them all.
      if (duet === undefined || !run.runId.startsWith(duet.id)) await folder.remove(run);
    }
  } catch (thrown) {
    report.note(`the run is not among those of fibimg runs: ${messageOf(thrown)}`);
  }
};
