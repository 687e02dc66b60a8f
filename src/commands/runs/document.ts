import { runHeadline } from '../../report/runs/run-headline.ts';
import type { ListedRun } from '../../report/runs/run-list.ts';
import type { StoredRun } from '../command/run-folder.ts';

/** What `runs --json` prints; what cannot be read has `problem` and no more. */
export const runsDocument = (
  folder: string,
  runs: readonly ListedRun[],
  removed: readonly StoredRun[],
): string => {
  const document = {
    schemaVersion: 1,
    folder,
    runs: runs.map(({ read, ...file }) => ({ ...file, ...described(read) })),
    removed: removed.map(({ runId }) => runId),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

const described = (read: ListedRun['read']) => {
  if ('why' in read) return { problem: read.why };
  const { document } = read;
  const { scenario, selfCheck, interrupted, merged, phases, seed } = document;
  return {
    startedAt: phases[0]?.startedAt ?? null,
    target: scenario.target,
    load: scenario.load,
    seed,
    headline: runHeadline(document),
    tainted: selfCheck.tainted,
    interrupted,
    partial: merged !== undefined && merged.missing.length > 0,
    thresholdsMet: document.thresholds.every(({ ok }) => ok),
  };
};
