import { omitUndefined } from '../omit-undefined.ts';
import type { InvocationReport } from './report-line.ts';

/**
 * A `REPORT ` line and the line behind it, where X-Ray's fields are; undefined without a request id, for then
 * the function itself wrote it.
 */
export const reportOfText = (line: string, next: string): InvocationReport | undefined => {
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
export const initFailed = (line: string): boolean =>
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
