import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { mergePhases } from '../../../src/bench/record/merge-phases.ts';
import { createPhaseRecorder } from '../../../src/bench/record/phase-recorder.ts';
import { anySample, waited } from '../../support/load/samples.ts';

const summaryOf = (samples: readonly Sample[], startedAt = '2026-01-02T03:04:05.000Z') => {
  const recorder = createPhaseRecorder({
    name: 'load',
    startedAt,
    nowUs: () => 0,
    openModel: true,
  });
  for (const sample of samples) recorder.sample(sample);
  recorder.dropped(3);
  recorder.virtualUsers(5, 5);
  return recorder.summarise({ startedUs: 0, endedUs: 30_000_000, started: samples.length });
};

const some = fc.array(anySample, { maxLength: 50 });

describe('mergePhases', () => {
  it('is the summary of one recorder that took in both (property)', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const merged = mergePhases(summaryOf(a), summaryOf(b));
        const joint = summaryOf([...a, ...b]);
        const {
          vus: _vus,
          vus_max: _max,
          dropped_iterations: _dropped,
          ...metrics
        } = joint.metrics;
        expect(merged.metrics).toMatchObject(metrics);
        expect(Object.keys(merged.metrics).sort()).toEqual(Object.keys(joint.metrics).sort());
        expect(merged.histograms).toEqual(joint.histograms);
        expect(merged.classes).toEqual({ ...joint.classes, dropped: 6 });
        expect(merged.errors).toEqual(joint.errors);
        expect(merged.durationMs).toBe(joint.durationMs);
        for (const [index, point] of merged.series.entries()) {
          const {
            medMs: _m,
            p95Ms: _p,
            dropped: _d,
            vus: _v,
            ...counts
          } = joint.series[index] ?? {};
          expect(point).toMatchObject(counts);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('adds up virtual users and drops of generators that ran at once', () => {
    const merged = mergePhases(summaryOf([waited(0, 1)]), summaryOf([waited(0, 1)]));
    expect(merged.metrics['vus']?.values).toEqual({ value: 10, min: 10, max: 10 });
    expect(merged.metrics['dropped_iterations']?.values).toMatchObject({ count: 6 });
  });

  it('puts a later start at its place, and never averages percentiles', () => {
    const first = summaryOf([waited(0, 10), waited(2000, 30)]);
    const second = summaryOf([waited(0, 50)], '2026-01-02T03:04:07.000Z');
    const merged = mergePhases(first, second);
    expect(merged.durationMs).toBe(32_000);
    expect(merged.series.map(({ second: at, ended, medMs }) => [at, ended, medMs])).toEqual([
      [0, 1, 10],
      [1, 0, undefined],
      [2, 2, undefined],
    ]);
  });
});
