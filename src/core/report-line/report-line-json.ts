import { amountOrNone, membersOf, parseJson, stringOrNone } from '../json.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { InvocationReport } from './report-line.ts';

/** The telemetry event `platform.report` (Lambda's telemetry schema reference); undefined for anything else. */
export const reportOfEvent = (event: unknown): InvocationReport | undefined => {
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
export const isFailedInitEvent = (line: string): boolean => {
  if (!line.includes('"platform.initReport"')) return false;
  const members = membersOf(parseJson(line));
  const status = membersOf(members.get('record')).get('status');
  return members.get('type') === 'platform.initReport' && status !== 'success';
};
