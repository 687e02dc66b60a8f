import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/bench/compare/compare-runs.ts';
import { designOfSides } from '../../../src/bench/compare/design.ts';
import { mergeRuns } from '../../../src/bench/merge/merge-runs.ts';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { decodeTrend } from '../../../src/bench/record/trend-codec.ts';
import { readRun } from '../../../src/bench/run-file/read-run.ts';
import { readHistogram } from '../../../src/bench/verify/histogram.ts';
import { verifyRun } from '../../../src/bench/verify/verify-run.ts';
import { formatted } from '../../../src/commands/report/formatted.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { isObject } from '../../../src/core/json.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';

const samples = Array.from({ length: 60 }, (_, at) => waited(20 * at, 10 + (at % 37)));
const phases = ['cold', 'warm'].map((name) => ({ samples, name, rounds: 3 }));
const partOf = (index: number): BenchDocument => {
  const subject = { kind: 'local-lambda', name: 'local', codeSha256: 'ab12' } as const;
  return recordedRun(phases, { subject, shard: { index, of: 3 } }, ['http_reqs: count>1']);
};
const [run, other] = [partOf(0), partOf(1)];

type Path = readonly (string | number)[];

const pathsIn = (value: unknown, at: Path): readonly Path[] => [
  at,
  ...(Array.isArray(value)
    ? value.flatMap((one, index) => pathsIn(one, [...at, index]))
    : Object.entries(isObject(value) ? value : {}).flatMap(([key, one]) =>
        pathsIn(one, [...at, key]),
      )),
];

/** The text of the run with one value replaced, and without the digest that would tell. */
const textWith = (path: Path, value: unknown): string => {
  const replaced = (old: unknown, [key, ...rest]: Path): unknown => {
    if (key === undefined) return value;
    const members = Array.isArray(old) ? [...old] : { ...(isObject(old) ? old : {}) };
    const member: unknown = Reflect.get(members, key);
    Object.defineProperty(members, key, { value: replaced(member, rest), enumerable: true });
    return members;
  };
  const { digest: _, ...rest } = run;
  return JSON.stringify(replaced(rest, path), (_key, one: unknown) =>
    one === Number.POSITIVE_INFINITY ? 'INFINITY' : one,
  ).replaceAll('"INFINITY"', '1e999');
};

const compared = { metric: undefined, tolerance: 0.03, acceptSequential: true } as const;

const readers: readonly ((document: BenchDocument, text: string) => unknown)[] = [
  verifyRun,
  ...(['text', 'md', 'svg'] as const).map(
    (format) => (document: BenchDocument) =>
      formatted([document], format, { colour: false, width: 80 }),
  ),
  (document) => compareRuns(designOfSides([run], [document]), { ...compared, labels: ['a', 'b'] }),
  (document) => {
    const named = [document, other].map((one, at) => ({ name: `${at}`, document: one }));
    return mergeRuns(named, { runId: 'abcd', command: [] });
  },
];

/** What any reader throws that is no words for people. */
const thrownBy = (text: string): unknown => {
  const bugOf = (read: () => unknown): unknown => {
    try {
      read();
      return undefined;
    } catch (thrown) {
      return thrown instanceof FibimgError ? undefined : thrown;
    }
  };
  return bugOf(() => {
    const document = readRun(text, 'run.json');
    for (const read of readers) {
      const bug = bugOf(() => read(document, text));
      if (bug !== undefined) throw bug;
    }
  });
};

/** An HDR histogram that says so of itself. */
const histogramOf = (digits: number, words: Buffer): string => {
  const head = Buffer.alloc(40);
  head.writeInt32BE(0x1c849313, 0);
  head.writeInt32BE(words.length, 4);
  head.writeInt32BE(digits, 12);
  head.writeBigInt64BE(1n, 16);
  const compressed = deflateSync(Buffer.concat([head, words]));
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(0x1c849314, 0);
  return Buffer.concat([prefix, compressed]).toString('base64');
};

const zero = { sumUs: 0, minUs: 0, maxUs: 0 };

describe('a run that no bench wrote', () => {
  const hostile: readonly unknown[] = [
    ...[null, true, -1, 0.5, 1e300, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER],
    ...['', 'x', '__proto__', '\u202e\u2028</script>', [], [[]], {}, { from: 'a' }],
  ];

  it('is refused in words or read by all, whatever stands in one place', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pathsIn(run, [])),
        fc.constantFrom(...hostile),
        (path, value) => {
          expect(thrownBy(textWith(path, value))).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['integers that are none', ['scenario', 'ints'], 'x'],
    ['code that is no text', ['subject', 'codeSha256'], 7],
    ['memory that is no number', ['environment', 'memoryBytes'], true],
    ['a number without end', ['selfCheck', 'cpuUtilisation'], Number.POSITIVE_INFINITY],
    ['a phase that began at no time', ['phases', 0, 'startedAt'], 'yesterday'],
    ['a part of too many', ['shard', 'of'], Number.MAX_SAFE_INTEGER],
  ] as const)('has %s, and is refused', (_, path, value) => {
    const text = textWith(path, value);
    expect(() => readRun(text, 'run.json')).toThrow(
      expect.objectContaining({ kind: 'usage', message: 'run.json is not a run of fibimg bench' }),
    );
  });

  it('names a measure as nothing else is called', () => {
    const text = textWith(['comparison', 'rows', 0, 'measure'], '__proto__');
    expect(thrownBy(text)).toBeUndefined();
  });

  it('has more cold starts than a call takes arguments', () => {
    const coldMs = Array.from({ length: 200_000 }, () => 1);
    const [population] = run.populations;
    const bursts = [{ round: 1, outcome: 'stored', coldMs, warmMs: [] }];
    const counts = { atOnce: 1, wanted: 1, proven: 1, unproven: 0, failed: 0 };
    const text = textWith(['coldStarts'], { ...counts, bursts });
    const document = readRun(text, 'run.json');
    const burst = { ...population, part: 'bursts', start: 'cold', outcome: 'stored' };
    const hostileRun = readRun(JSON.stringify({ ...document, populations: [burst] }), 'run.json');
    expect(verifyRun(hostileRun, text).differences).not.toEqual([]);
  });

  it('names a metric as an object has members', () => {
    const [phase] = run.phases;
    const metrics = { ...phase?.metrics, constructor: phase?.metrics['http_req_duration'] };
    expect(thrownBy(textWith(['phases', 0, 'metrics'], metrics))).toBeUndefined();
  });

  it.each([
    ['more counts than there are times', 3, Buffer.alloc(100_000, 2)],
    ['a number of too many bytes', 3, Buffer.alloc(200, 0xff)],
    ['digits of no histogram', 30, Buffer.from([2])],
  ])('has a histogram of %s', (_, digits, words) => {
    const text = histogramOf(digits, words);
    expect(() => decodeTrend(text, zero)).toThrow(expect.objectContaining({ kind: 'corrupt' }));
    expect(readHistogram(text)).toBeUndefined();
  });

  it('has a count that no memory holds', () => {
    const text = histogramOf(3, Buffer.from([0x80, 0x80, 0x80, 0x80, 0x40]));
    expect(() => decodeTrend(text, zero)).toThrow(expect.objectContaining({ kind: 'corrupt' }));
  });
});
