import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { mergeRuns } from '../../../src/bench/merge/merge-runs.ts';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { runText } from '../../../src/bench/run-file/digest.ts';
import { parseRun } from '../../../src/bench/run-file/read-run.ts';
import { verifyRun } from '../../../src/bench/verify/verify-run.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { anySample, waited } from '../../support/load/samples.ts';

const identity = { runId: 'merged000000', command: ['merge'] };
const merge = (...documents: readonly BenchDocument[]): BenchDocument =>
  mergeRuns(
    documents.map((document, at) => ({ name: `run ${at}`, document })),
    identity,
  );

const startMs = Date.parse('2026-11-21T10:00:00.000Z');
const thresholds = ['http_req_duration: p(95)<1s', 'http_req_failed: rate<1%'];

/** Every so many samples are a part's; each part's clock may be off, and it may have started late. */
const shardsOf = (
  samples: readonly Sample[],
  of: number,
  {
    offsetsMs = [],
    openModel = false,
  }: { offsetsMs?: readonly number[]; openModel?: boolean } = {},
): readonly BenchDocument[] =>
  Array.from({ length: of }, (_, index) => {
    const offsetMs = offsetsMs[index] ?? 0;
    const startedAt = new Date(startMs - offsetMs).toISOString();
    const mine = samples.filter((_sample, at) => at % of === index);
    return recordedRun(
      [{ samples: mine, startedAt, openModel }],
      {
        ...{ shard: { index, of }, runId: `part${index}` },
        clock: { offsetMs, boundMs: 1, source: 'a test' },
      },
      thresholds,
    );
  });

const samplesOf = fc.array(anySample, { minLength: 1, maxLength: 60 });

describe('mergeRuns', () => {
  it('has the histograms of one recorder, bit for bit, and every count', () => {
    fc.assert(
      fc.property(
        samplesOf,
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        (samples, of, openModel) => {
          const merged = merge(...shardsOf(samples, of, { openModel, offsetsMs: [3, -40, 700] }));
          const whole = recordedRun([{ samples, openModel }], {}, thresholds);
          const [phase, expected] = [merged.phases[0], whole.phases[0]];
          expect(phase?.histograms).toEqual(expected?.histograms);
          expect(phase?.classes).toEqual(expected?.classes);
          expect(phase?.errors).toEqual(expected?.errors);
          expect(phase?.blocks).toEqual(
            expected?.blocks?.map(({ environments: _, ...block }) => block),
          );
          expect(phase?.marks).toMatchObject({
            ...expected?.marks,
            coldStarts: expect.arrayContaining([...(expected?.marks?.coldStarts ?? [])]),
            timeouts: expect.arrayContaining([...(expected?.marks?.timeouts ?? [])]),
          });
          for (const [name, metric] of Object.entries(expected?.metrics ?? {})) {
            if (metric.type === 'gauge') continue;
            expect(phase?.metrics[name], name).toEqual(metric);
          }
          expect(new Set(merged.populations)).toEqual(new Set(whole.populations));
          expect(merged.thresholds).toEqual(whole.thresholds);
        },
      ),
      { numRuns: 20, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('makes no difference between orders, nor between merges of merges', () => {
    const offsets = fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(samplesOf, offsets, (samples, offsetsMs) => {
        const parts = shardsOf(samples, 4, { offsetsMs: offsetsMs.map((ms) => ms / 2) });
        const late = parts.map((part, at) => ({
          ...part,
          phases: part.phases.map((phase) => ({
            ...phase,
            startedAt: new Date(startMs + 500 * at).toISOString(),
          })),
        }));
        const [a, b, c, d] = late;
        if (!a || !b || !c || !d) throw new Error('four parts');
        const whole = bare(merge(a, b, c, d));
        expect(bare(merge(d, b, a, c))).toEqual(whole);
        expect(bare(merge(merge(a, b), merge(c, d)))).toEqual(whole);
        expect(bare(merge(a, merge(merge(d, b), c)))).toEqual(whole);
      }),
      { numRuns: 10, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('makes a run that fits its schema, and whose figures follow from it', () => {
    fc.assert(
      fc.property(samplesOf, fc.integer({ min: 1, max: 5 }), (samples, of) => {
        const merged = merge(...shardsOf(samples, of, { offsetsMs: [0, 1700, 900] }));
        const text = runText(merged);
        expect(schemaErrors('bench', JSON.parse(text))).toEqual([]);
        expect(verifyRun(parseRun(text, 'merged'), text).differences).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  const [first, second] = shardsOf([waited(0, 10), waited(5, 20), waited(9, 30)], 2);
  if (!first || !second) throw new Error('two parts');

  it('is tainted by one tainted part, and says which', () => {
    const selfCheck = { ...second.selfCheck, tainted: true, reasons: ['too slow'] };
    expect(merge(first, { ...second, selfCheck }).selfCheck).toMatchObject({
      ...{ tainted: true, reasons: ['part 1: too slow'] },
    });
  });

  it('records start and clock of each part, and those that are missing', () => {
    const late = {
      ...second,
      phases: second.phases.map((phase) => ({ ...phase, startedAt: '2026-11-21T10:00:00.250Z' })),
    };
    expect(merge(first, late).merged).toEqual({
      parts: [
        {
          ...{ index: 0, runId: 'part0', startedAt: '2026-11-21T10:00:00.000Z' },
          ...{ offsetMs: 0, tainted: false },
        },
        {
          ...{ index: 1, runId: 'part1', startedAt: '2026-11-21T10:00:00.250Z' },
          ...{ offsetMs: 0, tainted: false },
        },
      ],
      ...{ missing: [], startSpreadMs: 250 },
    });
    expect(merge(second).merged).toMatchObject({ missing: [0], parts: [{ index: 1 }] });
  });

  it.each<readonly [string, () => unknown, string, string]>([
    ['the same part twice', () => merge(first, first), 'run 0 and run 1 are both part 0', 'twice'],
    [
      'a run of its own',
      () => merge(recordedRun([{ samples: [waited(0, 1)] }])),
      'run 0 is a run of its own, not a part of one',
      'only parts',
    ],
    [
      'another seed',
      () => merge(first, { ...second, seed: 7 }),
      'run 0 and run 1 are not parts of one run',
      'seed is 42 and 7',
    ],
    [
      'another load',
      () =>
        merge(first, {
          ...second,
          scenario: {
            ...second.scenario,
            load: {
              ...{ executor: 'constant-vus', vus: 99, durationMs: 10_000 },
              ...{ gracefulStopMs: 30_000, thinkTimeMs: 0 },
            },
          },
        }),
      'run 0 and run 1 are not parts of one run',
      'vus is 10 and 99',
    ],
    [
      'another number of parts',
      () => merge(first, { ...second, shard: { index: 1, of: 3 } }),
      'run 0 and run 1 are not parts of one run',
      'parts is 2 and 3',
    ],
  ])('refuses %s', (_, attempt, message, why) => {
    expect(attempt).toThrow(
      expect.objectContaining({ kind: 'usage', message, why: expect.stringContaining(why) }),
    );
  });
});

/** Without what floating point sums in another order. */
const bare = (document: BenchDocument) => {
  const { digest: _, phases, ...rest } = document;
  return {
    ...rest,
    phases: phases.map((phase) => ({
      ...phase,
      waterfall: phase.waterfall?.map(({ meanMs, ...row }) => ({
        ...row,
        meanMs: Object.entries(meanMs).map(([name, ms]) => `${name} ${ms?.toFixed(6)}`),
      })),
    })),
  };
};
