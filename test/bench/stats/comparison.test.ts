import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '../../../src/bench/record/document.ts';
import { comparePhases } from '../../../src/bench/stats/comparison.ts';
import { matrixEffects } from '../../../src/bench/stats/comparison-matrix.ts';
import { phaseOf } from '../../report/k6/k6-text.ts';
import { around, roundOf } from '../../support/load/rounds.ts';

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
  const rounds = [0.98, 1, 1.01, 0.99, 1.02].map((factor, at) =>
    roundOf(at + 1, name, [
      { start: 'warm', outcome: 'stored', timesMs: around(ms * factor, Math.round(1000 / ms)) },
    ]),
  );
  return { summary: phaseOf(metrics, { name }), rounds };
};

const compare = (first: ReturnType<typeof measured>, second: ReturnType<typeof measured>) =>
  comparePhases(first, second, ['environment', 'store']);

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

  it('gives an interval around the ratio, round by round, to what repeats, and to nothing else', () => {
    const { rows } = compare(measured('cold', 200), measured('warm', 100));
    const intervals = new Map(rows.map(({ measure, interval }) => [measure, interval]));
    const [low, high] = intervals.get('med') ?? [0, 0];
    expect(low).toBeGreaterThan(0.45);
    expect(high).toBeLessThan(0.55);
    expect(low).toBeLessThan(high);
    expect([intervals.get('max'), intervals.get('failed')]).toEqual([null, null]);
  });

  it('gives none to phases of one round or two', () => {
    const [cold, warm] = [measured('cold', 200), measured('warm', 100)];
    for (const count of [1, 2]) {
      const cut = { ...cold, rounds: cold.rounds.slice(0, count) };
      expect(compare(cut, warm).rows.every(({ interval }) => interval === null)).toBe(true);
    }
  });

  it('says which factors changed, and which percentiles rest on too little', () => {
    const { notes } = compare(measured('cold', 200, 15), measured('warm', 100));
    expect(notes).toEqual([
      'Both factors changed between cold and warm: the execution environments and the store. --matrix tells them apart.',
      'cold has only 15 samples, too few for p(95), p(99).',
    ]);
  });

  it('leaves out what was not measured', () => {
    const nothing = { summary: phaseOf({}, { name: 'cold' }), rounds: [] };
    const { rows } = comparePhases(nothing, nothing, []);
    expect(rows.every(({ first, second, ratio }) => (first ?? second ?? ratio) === null)).toBe(
      true,
    );
  });
});

describe('matrixEffects', () => {
  /** Each cell among requests of another kind, which are not what it is named after. */
  const round = (number: number, [ce, cf, we, wf]: readonly [number, number, number, number]) => {
    const cell = (
      phase: string,
      start: 'cold' | 'warm',
      outcome: 'stored' | 'fetched',
      ms: number,
    ) =>
      roundOf(number, phase, [
        { start, outcome, timesMs: [ms] },
        { start: 'warm', outcome: 'unknown', timesMs: [1, 1, 1] },
      ]);
    return [
      cell('cold-empty', 'cold', 'fetched', ce),
      cell('cold-filled', 'cold', 'stored', cf),
      cell('warm-empty', 'warm', 'fetched', we),
      cell('warm-filled', 'warm', 'stored', wf),
    ];
  };

  it('splits the difference between the corners into the two factors', () => {
    const [effect] = matrixEffects(round(1, [500, 400, 180, 100])) ?? [];
    expect(effect?.total).toBeCloseTo(400, 0);
    expect(effect?.environment).toBeCloseTo(310, 0);
    expect(effect?.store).toBeCloseTo(90, 0);
    expect(effect?.interaction).toBeCloseTo(20, 0);
    expect(Object.values(effect?.intervals ?? {})).toEqual([null, null, null, null]);
  });

  it('puts intervals around them from three rounds on', () => {
    const rounds = [
      ...round(1, [500, 400, 180, 100]),
      ...round(2, [520, 430, 190, 100]),
      ...round(3, [510, 420, 170, 90]),
    ];
    const { environment, store, interaction } = matrixEffects(rounds)?.[0]?.intervals ?? {};
    expect(environment?.[0]).toBeGreaterThan(290);
    expect(environment?.[1]).toBeLessThan(360);
    expect(store?.[0]).toBeGreaterThan(70);
    expect(interaction?.[0]).toBeLessThan(0);
    expect(interaction?.[1]).toBeGreaterThan(0);
  });

  it('is undefined while a cell is missing', () => {
    expect(matrixEffects(round(1, [500, 400, 180, 100]).slice(1))).toBeUndefined();
  });
});
