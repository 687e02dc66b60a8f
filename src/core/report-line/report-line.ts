import { parseJson } from '../json.ts';
import { isFailedInitEvent, reportOfEvent } from './report-line-json.ts';
import { initFailed, reportOfText } from './report-line-text.ts';

/**
 * What Lambda says of one invocation when it is over. A field that the log does not carry is absent here, never 0.
 * Since August 2025 the billed duration includes the init duration of a cold start: never add them.
 */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs?: number;
  readonly billedDurationMs?: number;
  readonly memorySizeMb?: number;
  readonly maxMemoryUsedMb?: number;
  /** The environment was initialised for this invocation, or shortly ahead of it. */
  readonly initDurationMs?: number;
  /** The environment was restored from a snapshot (SnapStart). */
  readonly restoreDurationMs?: number;
  /** Billed beside the billed duration, not within it. */
  readonly billedRestoreDurationMs?: number;
  /** Text logs: `timeout` or `error`, absent on success. JSON logs: `success`, `failure`, `error`, `timeout`. */
  readonly status?: string;
  /** Such as `Runtime.OutOfMemory`. */
  readonly errorType?: string;
  readonly traceId?: string;
}

/** Whether the environment was started for an invocation; `unknown` where the log does not prove it. */
export type StartEvidence = 'cold' | 'warm' | 'unknown';

/** What the tail of a log tells of the invocation that it ends with. */
export interface LogEvidence {
  /** Undefined when the log holds no whole REPORT. */
  readonly report?: InvocationReport;
  readonly start: StartEvidence;
}

/**
 * Reads a log tail of text or JSON lines, or of both mixed, whose beginning may be cut. The last REPORT counts, for
 * the platform writes behind the function. Never throws.
 */
export const readLog = (log: string): LogEvidence => {
  const report = parseReport(log);
  if (report === undefined) return { start: 'unknown' };
  return { report, start: startOf(report, log) };
};

export const parseReport = (log: string): InvocationReport | undefined => {
  const lines = log.split(/\r?\n/);
  for (const [index, line] of [...lines.entries()].reverse()) {
    const report = line.startsWith('REPORT ')
      ? reportOfText(line, lines[index + 1] ?? '')
      : reportOfLine(line);
    if (report) return report;
  }
  return reportOfLine(log);
};

/**
 * After a failed initialisation Lambda runs it again within the invocation and leaves the init duration out, so
 * that a missing one proves a warm start only where the invocation succeeded and no failed init is on record.
 */
const startOf = (report: InvocationReport, log: string): StartEvidence => {
  if (report.initDurationMs !== undefined || report.restoreDurationMs !== undefined) return 'cold';
  if (log.split(/\r?\n/).some((line) => initFailed(line) || isFailedInitEvent(line))) return 'cold';
  return report.status === undefined || report.status === 'success' ? 'warm' : 'unknown';
};

/** Looks before it parses: most lines of a log are not the platform's. */
const reportOfLine = (line: string): InvocationReport | undefined =>
  line.includes('"platform.report"') ? reportOfEvent(parseJson(line)) : undefined;
