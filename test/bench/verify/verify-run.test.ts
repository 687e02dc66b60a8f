import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BenchDocument, PhaseSummary } from '../../../src/bench/record/document.ts';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { parseRun } from '../../../src/bench/run-file/read-run.ts';
import { verifyRun } from '../../../src/bench/verify/verify-run.ts';
import { recordedRun } from '../../support/load/recorded-run.ts';
import { anySample, waited } from '../../support/load/samples.ts';

const differencesIn = (document: BenchDocument) => {
  const text = runText(document);
  return verifyRun(parseRun(text, 'run'), text).differences;
};

const thresholds = [
  'http_req_duration: p(95)<1s',
  'http_req_failed: rate<1%',
  'http_reqs: count>1',
];

describe('verifyRun', () => {
  it('finds every figure of any recorded run as it stands there', () => {
    fc.assert(
      fc.property(
        fc.array(anySample, { maxLength: 300 }),
        fc.array(anySample, { maxLength: 50 }),
        fc.boolean(),
        (many, few, openModel) => {
          const document = recordedRun(
            [
              { samples: many, name: 'cold', rounds: 4, openModel },
              { samples: few, name: 'warm', rounds: 4, openModel },
            ],
            {},
            thresholds,
          );
          expect(differencesIn(document)).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  const samples = Array.from({ length: 400 }, (_, at) => waited(20 * at, 10 + (at % 37)));
  const run = recordedRun([{ samples, rounds: 4 }], {}, thresholds);
  const [phase] = run.phases;
  if (phase === undefined) throw new Error('the run has no phase');

  /** Sealed anew: only figures can tell. */
  const forged = (changes: Partial<BenchDocument>) => differencesIn(sealed({ ...run, ...changes }));
  const withPhase = (changes: Partial<PhaseSummary>) =>
    forged({ phases: [{ ...phase, ...changes }] });
  const trend = phase.metrics['http_req_duration'];
  if (trend?.type !== 'trend') throw new Error('no trend');

  it('finds nothing wrong where nothing is', () => expect(forged({})).toEqual([]));

  it.each<readonly [string, () => readonly unknown[], string]>([
    [
      'a count',
      () => withPhase({ classes: { ...phase.classes, ok: phase.classes.ok + 1 } }),
      'phases[0].classes.started',
    ],
    [
      'a percentile',
      () =>
        withPhase({
          metrics: {
            ...phase.metrics,
            http_req_duration: { ...trend, values: { ...trend.values, 'p(95)': 12 } },
          },
        }),
      'phases[0].metrics.http_req_duration.p(95)',
    ],
    [
      'a rate',
      () => withPhase({ durationMs: phase.durationMs / 2 }),
      'phases[0].metrics.http_reqs.rate',
    ],
    [
      'a population',
      () =>
        forged({
          populations: run.populations.map((one) => ({
            ...one,
            values: { ...one.values, med: 1 },
          })),
        }),
      'populations[0].med',
    ],
    [
      'an interval',
      () =>
        forged({
          populations: run.populations.map((one) => ({ ...one, intervals: { med: [1, 2] } })),
        }),
      'populations[0].intervals.med[0]',
    ],
    [
      'a verdict',
      () => forged({ thresholds: run.thresholds.map((one) => ({ ...one, ok: !one.ok })) }),
      'thresholds[0].ok',
    ],
    ['a block', () => withPhase({ blocks: (phase.blocks ?? []).slice(1) }), 'phases[0].blocks.ok'],
    [
      'an effect',
      () =>
        forged({
          effects: [
            {
              ...{ of: 'missing-image', part: 'load', start: 'warm', ms: 9, interval: null },
              ...{ unit: 'round', units: 4, requests: [1, 1] },
            },
          ],
        }),
      'effects[0].units',
    ],
  ])('finds %s that does not follow, though the digest is right', (_, find, at) => {
    expect(find()).toContainEqual(expect.objectContaining({ at }));
  });

  it('finds one changed byte, wherever it is', () => {
    const small = recordedRun([{ samples: samples.slice(0, 5) }]);
    const bytes = Buffer.from(runText(small));
    const finds = (changed: Buffer): boolean => {
      try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(changed);
        return verifyRun(parseRun(text, 'run'), text).differences.length > 0;
      } catch {
        return true;
      }
    };
    expect(finds(bytes)).toBe(false);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(finds(changed)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('says that a run without a digest has none', () => {
    const { digest: _, ...old } = run;
    expect(differencesIn(old)).toContainEqual(
      expect.objectContaining({ at: 'digest', printed: 'nothing' }),
    );
  });
});
