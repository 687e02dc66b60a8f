import { collectReports } from '../../bench/logs/collect-reports.ts';
import type { KeptRequests } from '../../bench/logs/kept-requests.ts';
import { createReportJoin } from '../../bench/logs/report-join.ts';
import type { RunLogs } from '../../bench/logs/run-logs.ts';
import { FibimgError } from '../../core/error.ts';
import { sleep } from '../../core/sleep.ts';
import type { DeployedSystem } from '../command/system-request.ts';
import type { Bench } from './measure-phases.ts';
import type { LogsToRead } from './options/choose-logs.ts';

interface LoggedRun {
  readonly logs: LogsToRead | undefined;
  readonly kept: KeptRequests | undefined;
  readonly deployed?: DeployedSystem | undefined;
}

/**
 * The REPORT lines of a run that is over, joined to its requests; undefined where none were asked for. Logs that may
 * not be read cost a note, never the run.
 */
export const readLogs = async (
  context: Bench['context'],
  { logs, kept, deployed }: LoggedRun,
): Promise<RunLogs | undefined> => {
  if (logs === undefined || kept === undefined) return undefined;
  const { io, services, report } = context;
  const group = logs.group ?? groupOf(deployed);
  const join = createReportJoin(kept);
  const read = async () => {
    io.interrupt.throwIfAborted();
    if (kept.kept().size === 0) return { reads: 0, incomplete: 'no answer named its invocation' };
    const events = await services.openReports(group);
    const { clock, interrupt: signal } = io;
    return collectReports({ events, join, window: windowOf(kept), clock, sleep, signal });
  };
  const { reads, incomplete } = await report
    .during(`reading the REPORT lines in ${group}`, read)
    .catch((thrown: unknown) => {
      if (io.interrupt.aborted) return { reads: 0, incomplete: 'the run was interrupted' };
      if (!(thrown instanceof FibimgError)) throw thrown;
      const why = [thrown.message, thrown.why].filter(Boolean).join(': ');
      report.note(`the REPORT lines were not read: ${why}; ${thrown.hint ?? ''}`);
      return { reads: 0, incomplete: why };
    });
  const wanted = kept.kept().size;
  const billed = join.billed();
  return {
    ...{ group, named: kept.named(), unnamed: kept.unnamed(), wanted, joined: join.joined() },
    ...{ unjoined: wanted - join.joined(), others: join.others(), duplicates: join.duplicates() },
    reads,
    ...(incomplete !== undefined && { incomplete }),
    ...(billed && { billed }),
    parts: join.parts(),
  };
};

const groupOf = (deployed: DeployedSystem | undefined): string => {
  const { stack, function: fn } = deployed?.facts ?? {};
  return fn?.logGroup ?? `/aws/lambda/${fn?.name ?? stack?.functionName ?? ''}`;
};

/** From the first answer's request to the last answer, by the client's clock. */
const windowOf = (kept: KeptRequests): { readonly fromMs: number; readonly toMs: number } => {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, 0];
  for (const { endedAtMs, latencyMs } of kept.kept().values()) {
    fromMs = Math.min(fromMs, endedAtMs - latencyMs);
    toMs = Math.max(toMs, endedAtMs);
  }
  return { fromMs, toMs };
};
