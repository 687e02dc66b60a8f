import { amountOrNone, membersOf, parseJson, stringOrNone } from '../json.ts';
import { omitUndefined } from '../omit-undefined.ts';

/**
 * Lambda's report of one invocation. A field that the log does not have is absent, never 0. Since August 2025 the
 * billed duration includes the init duration of a cold start: never add them.
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

/** What a log tail tells of the invocation that it ends with. */
export interface LogEvidence {
  /** Undefined when the log holds no whole REPORT. */
  readonly report?: InvocationReport;
  readonly start: StartEvidence;
}

/**
 * Reads a log tail of text lines, JSON lines or both, whose beginning may be cut. The last REPORT counts, because the
 * platform writes after the function. Never throws.
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
 * After a failed initialisation Lambda repeats it within the invocation and leaves the init duration out. A missing
 * init duration therefore proves a warm start only where the invocation succeeded and the log has no failed init.
 */
const startOf = (report: InvocationReport, log: string): StartEvidence => {
  if (report.initDurationMs !== undefined || report.restoreDurationMs !== undefined) return 'cold';
  if (log.split(/\r?\n/).some((line) => initFailed(line) || isFailedInitEvent(line))) return 'cold';
  return report.status === undefined || report.status === 'success' ? 'warm' : 'unknown';
};

/** Looks before it parses: most lines of a log are not the platform's. */
const reportOfLine = (line: string): InvocationReport | undefined =>
  line.includes('"platform.report"') ? reportOfEvent(parseJson(line)) : undefined;

/**
 * A `REPORT ` line and the line behind it, where X-Ray's fields are; undefined without a request id, for then
 * the function itself wrote it.
 */
const reportOfText = (line: string, next: string): InvocationReport | undefined => {
  const xray = next.startsWith('XRAY ') ? next.slice('XRAY '.length) : '';
  const fields = fieldsOf(`${line.slice('REPORT '.length)}\t${xray}`);
  const requestId = fields.get('RequestId');
  if (!requestId) return undefined;
  return omitUndefined({
    requestId,
    durationMs: amount(fields, 'Duration', 'ms'),
    billedDurationMs: amount(fields, 'Billed Duration', 'ms'),
    memorySizeMb: amount(fields, 'Memory Size', 'MB'),
    maxMemoryUsedMb: amount(fields, 'Max Memory Used', 'MB'),
    initDurationMs: amount(fields, 'Init Duration', 'ms'),
    restoreDurationMs: amount(fields, 'Restore Duration', 'ms'),
    billedRestoreDurationMs: amount(fields, 'Billed Restore Duration', 'ms'),
    status: fields.get('Status'),
    errorType: fields.get('Error Type'),
    traceId: fields.get('TraceId') ?? fields.get('XRAY TraceId'),
  });
};

/** Lambda writes `INIT_REPORT` with a status only where an initialisation failed. */
const initFailed = (line: string): boolean =>
  line.startsWith('INIT_REPORT ') && fieldsOf(line.slice('INIT_REPORT '.length)).has('Status');

/** `Key: value` fields parted by tabs, in any order, with or without a tab at the end. */
const fieldsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\t').flatMap((field): readonly (readonly [string, string])[] => {
      const colon = field.indexOf(': ');
      return colon > 0 ? [[field.slice(0, colon).trim(), field.slice(colon + 2).trim()]] : [];
    }),
  );

const amount = (
  fields: ReadonlyMap<string, string>,
  key: string,
  unit: 'ms' | 'MB',
): number | undefined => {
  const [digits, actualUnit, ...rest] = fields.get(key)?.split(' ') ?? [];
  if (digits === undefined || actualUnit !== unit || rest.length > 0) return undefined;
  return /^\d{1,15}(\.\d+)?$/.test(digits) ? Number(digits) : undefined;
};

/** The telemetry event `platform.report` (Lambda's telemetry schema reference); undefined for anything else. */
const reportOfEvent = (event: unknown): InvocationReport | undefined => {
  const members = membersOf(event);
  const record = membersOf(members.get('record'));
  const requestId = stringOrNone(record.get('requestId'));
  if (members.get('type') !== 'platform.report' || !requestId) return undefined;
  const metrics = membersOf(record.get('metrics'));
  return omitUndefined({
    requestId,
    durationMs: amountOrNone(metrics.get('durationMs')),
    billedDurationMs: amountOrNone(metrics.get('billedDurationMs')),
    memorySizeMb: amountOrNone(metrics.get('memorySizeMB')),
    maxMemoryUsedMb: amountOrNone(metrics.get('maxMemoryUsedMB')),
    initDurationMs: amountOrNone(metrics.get('initDurationMs')),
    restoreDurationMs: amountOrNone(metrics.get('restoreDurationMs')),
    billedRestoreDurationMs: amountOrNone(metrics.get('billedRestoreDurationMs')),
    status: stringOrNone(record.get('status')),
    errorType: stringOrNone(record.get('errorType')),
    traceId: stringOrNone(membersOf(record.get('tracing')).get('value')),
  });
};

/** The event `platform.initReport` of an initialisation that did not succeed. */
const isFailedInitEvent = (line: string): boolean => {
  if (!line.includes('"platform.initReport"')) return false;
  const members = membersOf(parseJson(line));
  const status = membersOf(members.get('record')).get('status');
  return members.get('type') === 'platform.initReport' && status !== 'success';
};
