import { judgeInit } from '../../core/invocation/init-kind.ts';
import { billedMsOf, billedStartMsOf } from '../../core/price/billed-duration.ts';
import { type InvocationReport, readLog } from '../../core/report-line/report-line.ts';
import type { Start } from '../engine/sample.ts';
import type { KeptRequests } from './kept-requests.ts';
import type { LoggedBill, LoggedPart } from './run-logs.ts';

/** One event of a log. */
export interface LogEvent {
  readonly id: string;
  readonly message: string;
}

interface Found {
  readonly eventId: string;
  readonly report: InvocationReport;
  readonly start: Start;
  /** In which read of the log it was seen last: another one of the same read is a duplicate. */
  read: number;
}

/** Of a function that many others call, more say no more. */
const mostOthers = 100_000;

/** Brings REPORT lines and the requests that they tell of together, by the invocation's id. */
export const createReportJoin = (requests: KeptRequests) => {
  const found = new Map<string, Found>();
  const others = new Set<string>();
  const duplicates = new Set<string>();

  const know = (known: Found, id: string, read: number): void => {
    if (known.eventId !== id) duplicates.add(id);
    else if (known.read === read) duplicates.add(`${id} again`);
    else known.read = read;
  };
  return {
    /** An event of so manieth a read of the log. */
    add({ id, message }: LogEvent, read: number): void {
      const { report, start } = readLog(message);
      if (report === undefined || !requests.keeps(report.requestId)) return;
      const { requestId } = report;
      const known = found.get(requestId);
      if (known !== undefined) know(known, id, read);
      else if (requests.kept().has(requestId)) {
        found.set(requestId, { eventId: id, report, start, read });
      } else if (others.size < mostOthers) others.add(requestId);
    },
    joined: (): number => found.size,
    others: (): number => others.size,
    duplicates: (): number => duplicates.size,
    missing: (): number => requests.kept().size - found.size,
    /** When the first request ended of those whose line is missing. */
    missingSinceMs(): number | undefined {
      let since: number | undefined;
      for (const [id, { endedAtMs }] of requests.kept()) {
        if (!found.has(id) && !(since !== undefined && since <= endedAtMs)) since = endedAtMs;
      }
      return since;
    },
    billed: (): LoggedBill | undefined => billOf([...found.values()].map(({ report }) => report)),
    parts: (): readonly LoggedPart[] => partsOf(requests, found),
  };
};

export type ReportJoin = ReturnType<typeof createReportJoin>;

const billOf = (reports: readonly InvocationReport[]): LoggedBill | undefined => {
  const billed = reports.flatMap((report) => billedMsOf(report) ?? []);
  if (billed.length === 0) return undefined;
  const inits = reports.flatMap((report) => billedStartMsOf(report) ?? []);
  const memory = reports.flatMap(({ maxMemoryUsedMb }) => maxMemoryUsedMb ?? []);
  return {
    ...{ count: billed.length, billedMs: meanOf(billed), initMs: sumOf(inits) },
    coldStarts: inits.length,
    maxMemoryUsedMb: memory.length === 0 ? null : memory.reduce((a, b) => Math.max(a, b)),
  };
};

interface Split {
  readonly clientMs: number;
  readonly initMs: number;
  readonly handlerMs: number;
}

const partsOf = (
  requests: KeptRequests,
  found: ReadonlyMap<string, Found>,
): readonly LoggedPart[] => {
  const groups = new Map<string, { phase: string; start: Start; splits: Split[] }>();
  for (const [id, { phase, latencyMs }] of requests.kept()) {
    const line = found.get(id);
    if (line?.report.durationMs === undefined) continue;
    const { start, kind } = judgeInit({
      ...{ start: line.start, initType: undefined, report: line.report, latencyMs },
    });
    // What was initialised ahead of the request delayed nobody.
    const waited = kind === undefined || start === 'cold';
    const { durationMs, initDurationMs = 0, restoreDurationMs = 0 } = line.report;
    const initMs = waited ? initDurationMs + restoreDurationMs : 0;
    const key = `${phase} ${start}`;
    const group = groups.get(key) ?? { phase, start, splits: [] };
    groups.set(key, group);
    group.splits.push({ clientMs: latencyMs, initMs, handlerMs: durationMs });
  }
  return [...groups.values()].map(({ phase, start, splits }) => {
    const mean = (of: keyof Split): number => meanOf(splits.map((split) => split[of]));
    const [clientMs, initMs, handlerMs] = [mean('clientMs'), mean('initMs'), mean('handlerMs')];
    return {
      ...{ phase, start, count: splits.length, clientMs, initMs, handlerMs },
      networkMs: clientMs - initMs - handlerMs,
    };
  });
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const meanOf = (numbers: readonly number[]): number => sumOf(numbers) / numbers.length;
