import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseReport } from '../../../src/core/report-line/report-line.ts';
import { endLines, logTail, startLine } from '../../../src/local/lambda/log-lines.ts';

const hundredths = fc.integer({ min: 0, max: 90_000_000 }).map((value) => value / 100);
const megabytes = fc.integer({ min: 1, max: 10_240 });
const reports = fc.record({
  requestId: fc.uuid(),
  durationMs: hundredths,
  memoryMb: megabytes,
  maxMemoryMb: fc.option(megabytes, { nil: undefined }),
  initMs: fc.option(hundredths, { nil: undefined }),
  status: fc.constantFrom('success' as const, 'error' as const, 'timeout' as const),
  errorType: fc.option(fc.constant('Runtime.ExitError'), { nil: undefined }),
});

it('writes what the REPORT parser reads back, even from the end of a long log', () => {
  fc.assert(
    fc.property(reports, fc.nat(10_000), (report, length) => {
      const log = `${startLine(report.requestId)}${'x'.repeat(length)}\n${endLines(report)}`;
      const tail = Buffer.from(logTail(log), 'base64').toString();
      expect(tail.length).toBeLessThanOrEqual(4096);
      const read = parseReport(tail);
      const { requestId, durationMs, memoryMb, maxMemoryMb, initMs } = report;
      expect(read).toMatchObject({ requestId, durationMs });
      expect([read?.memorySizeMb, read?.maxMemoryUsedMb, read?.initDurationMs]).toEqual([
        memoryMb,
        maxMemoryMb,
        initMs,
      ]);
      expect(read?.billedDurationMs).toBe(Math.ceil(durationMs + (initMs ?? 0)));
    }),
  );
});
