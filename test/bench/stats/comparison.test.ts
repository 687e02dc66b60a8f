import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '../../../src/bench/record/document.ts';
import { comparePhases } from '../../../src/bench/stats/comparison.ts';
import { matrixEffects } from '../../../src/bench/stats/comparison-matrix.ts';
import { createBlockRecorder } from '../../../src/bench/stats/statistics-blocks.ts';
import { phaseOf } from '../../report/k6/k6-text.ts';
import { ended } from '../ended.ts';
import { seededRandom } from '../seeded-random.ts';

const measured = (name: string, ms: number, count = 1000) => {
  const values = { avg: ms, min: ms / 2, med: ms, max: 4 * ms, count };
  const percentiles = { 'p(90)': 1.5 * ms, 'p(95)': 2 * ms, 'p(99)': 3 * ms };
  const metrics: Record<string, MetricSummary> = {
    http_req_duration: { type: 'trend', contains: 'time', values: { ...values, ...percentiles } },
    http_reqs: { type: 'counter', contains: 'default', values: { count, rate: 1000 / ms } },
    http_req_failed: {
      ...{ type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: count } },
    },
    cold_starts: {
      ...{
        type: 'rate',
        contains: 'default',
        values: { rate: 0.01, passes: count / 100, fails: 1 },
      },
    },
  };
  const recorder = createBlockRecorder(0);
  for (let at = 0; at < 1000; at += 1) {
    recorder.sample(ended(at * 5000, ms * 1000 * (0.9 + (at % 7) / 30)));
  }
  return { summary: phaseOf(metrics, { name }), blocks: recorder.finish(5_000_000) };
};

const compare = (first: ReturnType<typeof measured>, second: ReturnType<typeof measured>) =>
  comparePhases(first, second, ['environment', 'store'], seededRandom(1).below);

describe('comparePhases', () => {
  it('sets second over first for every measure, in order', () => {
    const { rows, first, second } = compare(measured('cold', 200), measured('warm', 100));
    expect([first, second]).toEqual(['cold', 'warm']);
    expect(rows.map(({ measure, unit, ratio }) => [measure, unit, ratio])).toEqual([
      ['rate', 'per-second', 2],
      ['avg', 'ms', 0.5],
      ['med', 'ms', 0.5],
      ['p(90)', 'ms', 0.5],
      ['p(95)', 'ms', 0.5],
      ['p(99)', 'ms', 0.5],
      ['max', 'ms', 0.5],
      ['failed', 'ratio', null],
      ['cold_starts', 'count', null],
    ]);
  });

  it('gives an interval around the ratio to what can be resampled, and to nothing else', () => {
    const { rows } = compare(measured('cold', 200), measured('warm', 100));
    const intervals = new Map(rows.map(({ measure, interval }) => [measure, interval]));
    const [low, high] = intervals.get('avg') ?? [0, 0];
    expect(low).toBeGreaterThan(0.48);
    expect(low).toBeLessThanOrEqual(0.5);
    expect(high).toBeGreaterThanOrEqual(0.5);
    expect(high).toBeLessThan(0.52);
    expect([intervals.get('max'), intervals.get('failed')]).toEqual([null, null]);
  });

  it('says which factors changed, and which percentiles rest on too little', () => {
    const { notes } = compare(measured('cold', 200, 15), measured('warm', 100));
    expect(notes).toEqual([
      'Both factors changed between cold and warm: the execution environments and the store. --matrix tells them apart.',
      'cold has only 15 samples, too few for p(95), p(99).',
    ]);
  });

  it('leaves out what was not measured', () => {
    const nothing = { summary: phaseOf({}, { name: 'cold' }) };
    const { rows } = comparePhases(nothing, nothing, [], seededRandom(1).below);
    expect(rows.every(({ first, second, ratio }) => (first ?? second ?? ratio) === null)).toBe(
      true,
    );
  });
});

describe('matrixEffects', () => {
  const cells = (ce: number, cf: number, we: number, wf: number) => [
    measured('cold-empty', ce).summary,
    measured('cold-filled', cf).summary,
    measured('warm-empty', we).summary,
    measured('warm-filled', wf).summary,
  ];

  it('splits the difference between the corners into the two factors', () => {
    expect(matrixEffects(cells(500, 400, 180, 100), ['avg'])?.[0]).toMatchObject({
      ...{ total: 400, environment: 310, store: 90, interaction: 20 },
    });
  });

  it('is undefined while a cell is missing', () => {
    expect(matrixEffects(cells(500, 400, 180, 100).slice(1))).toBeUndefined();
  });
});
