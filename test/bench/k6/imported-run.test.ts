import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImport } from '../../../src/bench/k6/imported-run.ts';
import { epochUsOf } from '../../../src/bench/k6/point-lines.ts';
import { runText } from '../../../src/bench/run-file/digest.ts';
import { verifyRun } from '../../../src/bench/verify/verify-run.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { pointLine, requestLines, run, runLine } from './points.ts';

const identity = { runId: 'a1b2c3d4e5f6', command: ['import'], shard: undefined };

const importText = (text: string, sizes: readonly number[] = []) => {
  const reading = createImport('points.json', identity);
  const bytes = new TextEncoder().encode(text);
  let from = 0;
  for (const size of sizes) {
    reading.push(bytes.subarray(from, from + size));
    from += size;
  }
  reading.push(bytes.subarray(from));
  return reading.finish();
};

const some = (count: number): string =>
  [runLine(), ...Array.from({ length: count }, (_, index) => requestLines(index)).flat()].join(
    '\n',
  );

describe('the import of points', () => {
  it('is the same however a file is cut into pieces', () => {
    const text = `${some(5)}\n`;
    const whole = importText(text);
    expect(whole.document.phases[0]?.classes).toMatchObject({ started: 5, ok: 5 });
    expect(whole.document.phases[0]?.metrics['data_received']).toMatchObject({
      values: { count: 500 },
    });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 })), (sizes) => {
        expect(importText(text, sizes)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('puts together what virtual users write in between each other', () => {
    const users = ['1', '2', '3'].map((vu) => [
      ...requestLines(0, { vu }),
      ...requestLines(1, { vu }),
    ]);
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (turns) => {
        const left = users.map((lines) => [...lines]);
        const lines = [runLine()];
        while (left.some((one) => one.length > 0)) {
          const line = left[turns.next().value]?.shift();
          if (line !== undefined) lines.push(line);
        }
        const { metrics, classes } = importText(lines.join('\n')).document.phases[0] ?? {};
        expect(classes).toMatchObject({ started: 6, ok: 6 });
        expect(metrics?.['http_req_waiting']).toMatchObject({
          values: { count: 6, min: 5, max: 5 },
        });
      }),
      { numRuns: 20 },
    );
  });

  it('never does anything with what is no file of points but say so', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(...requestLines(0), runLine(), '{"type":"Metric","data":{},"metric":"x"}'),
      fc
        .tuple(fc.constantFrom(...requestLines(0), runLine()), fc.nat())
        .map(([text, at]) => text.slice(0, at % text.length)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          importText(lines.join('\n'));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FibimgError);
          expect(thrown).toMatchObject({ kind: 'usage' });
        }
      }),
    );
  });

  it('takes any numbers and times in points for what they are, or refuses them', () => {
    const times = fc.date({
      noInvalidDate: true,
      min: new Date('2026-11-19'),
      max: new Date('2026-11-23'),
    });
    const values = fc.oneof(
      fc.integer({ min: -2, max: 5_000_000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const odd = fc
      .tuple(fc.constantFrom(...requestLines(0)), times, values)
      .map(([line, at, value]) => {
        const point = JSON.parse(line);
        const data = { ...point.data, value, time: at.toISOString() };
        return JSON.stringify({ ...point, data });
      });
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 40 }), (lines) => {
        try {
          const { document } = importText([runLine(), ...lines].join('\n'));
          expect(verifyRun(document, runText(document)).differences).toEqual([]);
        } catch (thrown) {
          expect(thrown).toMatchObject({ kind: 'usage' });
        }
      }),
    );
  });

  it.each([
    ['nothing', '', 'no point says what was run'],
    ['a summary', '{"metrics":{}}', 'line 1: it is neither'],
    ['a folder of text', 'hello\nworld\n', 'line 1'],
    ['points of another script', requestLines(0)[0] ?? '', 'no point says what was run'],
    ['requests before the run', some(1).split('\n').slice(1).join('\n'), 'requests come before'],
    ['two instances', `${runLine()}\n${runLine()}`, 'more than one instance'],
    ['a later script', runLine({ ...run, version: 2 }), 'a later version'],
    ['a threshold that is none', runLine({ ...run, thresholds: ['x'] }), 'no metric and colon'],
    ['a run without a load', runLine({ ...run, scenario: { target: 'x' } }), 'the run'],
    ['points without vu', some(1).replaceAll('"vu":"1"', '"user":"1"'), 'no vu and iter'],
    ['an unknown start', some(1).replaceAll('"start":"warm"', '"start":"hot"'), 'the tag start'],
    ['a bad time', some(1).replaceAll('T00:00', 'T99:99'), 'is not a time'],
    ['a value that is none', some(1).replaceAll('"value":5', '"value":"5"'), 'has no value'],
    ['a line without an end', 'x'.repeat(1_100_000), 'line 1: it is too long'],
  ])('refuses %s', (_what, text, why) => {
    const refused = (): unknown => {
      try {
        return importText(text);
      } catch (thrown) {
        return thrown;
      }
    };
    expect(refused()).toMatchObject({ kind: 'usage', why: expect.stringContaining(why) });
  });

  it('takes a cut last line for the end, and counts what k6 dropped', () => {
    const dropped = pointLine('dropped_iterations', 3, {});
    const { document, isCut } = importText(
      `${some(2)}\n${dropped}\n${requestLines(2).join('\n').slice(0, -20)}`,
    );
    expect([isCut, document.interrupted]).toEqual([true, true]);
    expect(document.phases[0]?.classes).toMatchObject({ started: 3, dropped: 3 });
  });

  it('names errors as bench does', () => {
    const tags = { start: 'unknown', outcome: 'unknown', class: 'network_error', code: 'k6_1212' };
    const { phases } = importText(`${runLine()}\n${requestLines(0, { tags }).join('\n')}`).document;
    expect(phases[0]?.errors).toEqual([{ class: 'network_error', code: 'ECONNREFUSED', count: 1 }]);
  });

  it('reads times of any zone, to the microsecond', () => {
    const us = 1000 * Date.parse('2026-11-21T00:34:39Z');
    expect(epochUsOf('2026-11-21T00:34:39.635468142Z')).toBeCloseTo(us + 635_468.142, 2);
    expect(epochUsOf('2026-11-21T01:34:39+01:00')).toBe(us);
    expect(epochUsOf('yesterday')).toBeUndefined();
  });
});
