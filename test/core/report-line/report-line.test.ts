import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport, readLog } from '../../../src/core/report-line/report-line.ts';

const id = '8b1f0c8e-3a2c-4f4e-9a58-1d2f0d0a7a11';
const report = (...fields: string[]) => `REPORT RequestId: ${id}\t${fields.join('\t')}`;
const warmFields = [
  'Duration: 12.34 ms',
  'Billed Duration: 13 ms',
  'Memory Size: 1024 MB',
  'Max Memory Used: 71 MB',
];
const warm = {
  requestId: id,
  durationMs: 12.34,
  billedDurationMs: 13,
  memorySizeMb: 1024,
  maxMemoryUsedMb: 71,
};
const around = (line: string) =>
  `START RequestId: ${id} Version: $LATEST\nhello\nEND RequestId: ${id}\n${line}\n`;

const jsonReport = (metrics: object, rest: object = { status: 'success' }) =>
  JSON.stringify({
    time: '2026-11-21T00:00:00.000Z',
    type: 'platform.report',
    record: { requestId: id, metrics, ...rest },
  });
const warmMetrics = {
  durationMs: 12.34,
  billedDurationMs: 13,
  memorySizeMB: 1024,
  maxMemoryUsedMB: 71,
};

describe('parseReport on text logs', () => {
  it('reads a warm invocation, with and without a tab at the end', () => {
    expect(parseReport(around(report(...warmFields)))).toEqual(warm);
    expect(parseReport(around(report(...warmFields, '')))).toEqual(warm);
  });

  it('reads a cold start', () => {
    expect(parseReport(around(report(...warmFields, 'Init Duration: 476.75 ms')))).toEqual({
      ...warm,
      initDurationMs: 476.75,
    });
  });

  it('reads the order of the runtime interface emulator', () => {
    expect(parseReport(report('Init Duration: 0.12 ms', ...warmFields, ''))).toEqual({
      ...warm,
      initDurationMs: 0.12,
    });
  });

  it('reads a time-out and the X-Ray line behind it', () => {
    const log = `REPORT RequestId: ${id}\tDuration: 600000.00 ms\tBilled Duration: 600477 ms\tMemory Size: 1536 MB\tMax Memory Used: 1035 MB\tInit Duration: 476.75 ms\tStatus: timeout\nXRAY TraceId: 1-5e1b4151-43a0913a12345678901234567\tSegmentId: 5e1b4151\tSampled: true\n`;
    expect(parseReport(log)).toEqual({
      requestId: id,
      durationMs: 600_000,
      billedDurationMs: 600_477,
      memorySizeMb: 1536,
      maxMemoryUsedMb: 1035,
      initDurationMs: 476.75,
      status: 'timeout',
      traceId: '1-5e1b4151-43a0913a12345678901234567',
    });
  });

  it('reads an error and its type', () => {
    const line = report(...warmFields, 'Status: error', 'Error Type: Runtime.UserCodeSyntaxError');
    expect(parseReport(around(line))).toEqual({
      ...warm,
      status: 'error',
      errorType: 'Runtime.UserCodeSyntaxError',
    });
  });

  it('reads a restore from a snapshot', () => {
    const line = report(
      ...warmFields,
      'Restore Duration: 474.16 ms',
      'Billed Restore Duration: 75 ms',
    );
    expect(parseReport(around(line))).toEqual({
      ...warm,
      restoreDurationMs: 474.16,
      billedRestoreDurationMs: 75,
    });
  });

  it('survives line ends of Windows', () => {
    expect(parseReport(`hello\r\n${report(...warmFields)}\r\n`)).toEqual(warm);
  });

  it('does not mistake its neighbours for it', () => {
    const log = [
      'INIT_REPORT Init Duration: 1836.44 ms\tPhase: init\tStatus: timeout',
      'RESTORE_REPORT Restore Duration: 5.00 ms',
      'REPORT of the day: 5 ms',
      'a REPORT RequestId: x\tDuration: 1.00 ms',
    ].join('\n');
    expect(parseReport(log)).toBe(undefined);
  });

  it("prefers the platform's line to what the function wrote before it", () => {
    const forged = 'REPORT RequestId: forged\tDuration: 1.00 ms';
    expect(parseReport(`${forged}\n${around(report(...warmFields))}`)).toEqual(warm);
  });

  it('leaves out a field that it cannot read', () => {
    const line = report('Duration: fast', 'Billed Duration: 13 s', 'Memory Size: -1 MB');
    expect(parseReport(line)).toEqual({ requestId: id });
  });
});

describe('parseReport on JSON logs', () => {
  it('reads a warm invocation and a cold start', () => {
    const status = 'success';
    expect(parseReport(jsonReport(warmMetrics))).toEqual({ ...warm, status });
    expect(parseReport(jsonReport({ ...warmMetrics, initDurationMs: 476.75 }))).toEqual({
      ...warm,
      initDurationMs: 476.75,
      status,
    });
  });

  it('reads restores, errors and tracing', () => {
    const line = jsonReport(
      { ...warmMetrics, restoreDurationMs: 474.16, billedRestoreDurationMs: 75 },
      {
        status: 'error',
        errorType: 'Runtime.ExitError',
        tracing: { spanId: 'x', type: 'X-Amzn-Trace-Id', value: 'Root=1-2-3;Sampled=1' },
        spans: [{ name: 'responseLatency', start: 'now', durationMs: 12.6 }],
      },
    );
    expect(parseReport(line)).toEqual({
      ...warm,
      restoreDurationMs: 474.16,
      billedRestoreDurationMs: 75,
      status: 'error',
      errorType: 'Runtime.ExitError',
      traceId: 'Root=1-2-3;Sampled=1',
    });
  });

  it('reads it among text, cut lines and lines of an application', () => {
    const log = [
      'd":"cut"}}',
      'plain text {',
      '{"level":"INFO","message":"a \\"platform.report\\" in a message"}',
      jsonReport(warmMetrics),
      '{"type":"platform.extension","record":{}}',
      'EXTENSION done',
    ].join('\n');
    expect(parseReport(log)).toEqual({ ...warm, status: 'success' });
  });

  it('reads it when it was printed over several lines', () => {
    const pretty = JSON.stringify(JSON.parse(jsonReport(warmMetrics)), null, 2);
    expect(parseReport(pretty)).toEqual({ ...warm, status: 'success' });
  });

  it('leaves out metrics that are no amounts', () => {
    expect(parseReport(jsonReport({ durationMs: '5', billedDurationMs: -1 }))).toEqual({
      requestId: id,
      status: 'success',
    });
    expect(parseReport('{"type":"platform.report","record":[]}')).toBe(undefined);
  });

  it('finds nothing in the reference that functions on managed instances answer', () => {
    expect(parseReport('{"logGroup":"/aws/lambda/f","logStreamName":"2026/11/21/x"}')).toBe(
      undefined,
    );
  });
});

describe('readLog', () => {
  const start = (log: string) => readLog(log).start;

  it('calls a start cold when the report has an init or a restore', () => {
    expect(start(report(...warmFields, 'Init Duration: 1.00 ms'))).toBe('cold');
    expect(start(report(...warmFields, 'Restore Duration: 1.00 ms'))).toBe('cold');
    expect(start(jsonReport({ ...warmMetrics, initDurationMs: 1 }))).toBe('cold');
  });

  it('calls it cold when a failed init is on record, though the report has none', () => {
    const text = 'INIT_REPORT Init Duration: 10004.37 ms\tPhase: init\tStatus: timeout';
    expect(start(`${text}\n${report(...warmFields)}`)).toBe('cold');
    const event = '{"type":"platform.initReport","record":{"phase":"init","status":"error"}}';
    expect(start(`${event}\n${jsonReport(warmMetrics)}`)).toBe('cold');
  });

  it('calls it warm only after a success', () => {
    expect(start(report(...warmFields))).toBe('warm');
    expect(start(jsonReport(warmMetrics))).toBe('warm');
    expect(start(report(...warmFields, 'Status: timeout'))).toBe('unknown');
    expect(start(jsonReport(warmMetrics, { status: 'failure' }))).toBe('unknown');
  });

  it('does not know without a report', () => {
    expect(readLog('nothing of use')).toEqual({ start: 'unknown' });
  });
});

const millis = fc.integer({ min: 0, max: 9e8 }).map((hundredths) => (hundredths / 100).toFixed(2));
const whole = fc.integer({ min: 0, max: 900_000 }).map(String);
const fields = fc
  .record(
    {
      Duration: millis.map((value) => `${value} ms`),
      'Billed Duration': whole.map((value) => `${value} ms`),
      'Memory Size': whole.map((value) => `${value} MB`),
      'Max Memory Used': whole.map((value) => `${value} MB`),
      'Init Duration': millis.map((value) => `${value} ms`),
      'Restore Duration': millis.map((value) => `${value} ms`),
      Status: fc.constantFrom('timeout', 'error'),
      'Error Type': fc.constantFrom('Runtime.ExitError', 'Runtime.OutOfMemory'),
      'Something: New': fc.constant('7 ms'),
    },
    { requiredKeys: [] },
  )
  .map((record) => Object.entries(record).map(([key, value]) => `${key}: ${value}`));

describe('parseReport, in general', () => {
  it('does not depend on the order of the fields', () => {
    const pair = fields.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([`RequestId: ${id}`, ...list], {
          minLength: list.length + 1,
        }),
      ),
    );
    fc.assert(
      fc.property(pair, fc.constantFrom('', '\t'), ([list, shuffled], end) => {
        expect(parseReport(`REPORT ${shuffled.join('\t')}${end}`)).toEqual(
          parseReport(report(...list)),
        );
      }),
    );
  });

  it('has exactly the fields that the line has', () => {
    fc.assert(
      fc.property(fields, (list) => {
        const known = list.filter((field) => !field.startsWith('Something'));
        const parsed = parseReport(report(...list));
        expect(Object.keys(parsed ?? {})).toHaveLength(known.length + 1);
      }),
    );
  });

  it('does not depend on where the front of the log was cut', () => {
    const line = fc.oneof(
      fields.map((list) => report(...list)),
      fc.constant(jsonReport({ ...warmMetrics, initDurationMs: 3 })),
    );
    const front = fc
      .array(fc.oneof(fc.string(), fc.constant(jsonReport({}))))
      .map((lines) => lines.map((text) => `${text}\n`).join(''));
    fc.assert(
      fc.property(front, line, fc.nat(), (noise, last, cut) => {
        const cutFront = noise.slice(noise.length === 0 ? 0 : cut % (noise.length + 1));
        expect(parseReport(`${cutFront}${last}`)).toEqual(parseReport(last));
      }),
    );
  });

  it('gives nothing rather than half of it when the report itself was cut', () => {
    const whole = jsonReport(warmMetrics);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length }), (cut) => {
        expect(parseReport(whole.slice(cut))).toBe(undefined);
      }),
    );
    const text = report(...warmFields);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (cut) => {
        expect(parseReport(text.slice(cut))).toBe(undefined);
      }),
    );
  });

  it('never throws', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.string().map((text) => `REPORT RequestId: ${text}`),
      fc.json().map((json) => `{"type":"platform.report","record":${json}}`),
    );
    fc.assert(
      fc.property(fc.array(odd), (lines) => {
        expect(['cold', 'warm', 'unknown']).toContain(readLog(lines.join('\n')).start);
      }),
    );
  });
});
