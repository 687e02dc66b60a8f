import { describe, expect, it } from 'vitest';
import { type CompareOptions, compareRuns } from '../../../src/bench/compare/compare-runs.ts';
import { designOfDuet, designOfSides } from '../../../src/bench/compare/design.ts';
import { parseRunMetric } from '../../../src/bench/compare/parse-run-metric.ts';
import { judge } from '../../../src/bench/compare/verdict.ts';
import { comparableRun, duetRuns, eightPairs } from '../../support/compare/comparable-run.ts';

const options: CompareOptions = {
  ...{ metric: undefined, tolerance: 0.03, acceptSequential: false, labels: ['A', 'B'] },
};

const compareDuet = (...args: Parameters<typeof duetRuns>) =>
  compareRuns(designOfDuet(duetRuns(...args)), options);

const sidesOf = (base: readonly number[], changed: readonly number[], day = '21') =>
  designOfSides(
    base.map((ms, at) => comparableRun(ms, { runId: `base${at}` })),
    changed.map((ms, at) =>
      comparableRun(ms, { runId: `new${at}`, startedAt: `2026-11-${day}T11:00:0${at}.000Z` }),
    ),
  );

it.each([
  [[1.04, 1.1], 'worse'],
  [[0.8, 0.99], 'better'],
  [[0.98, 1.02], 'equivalent'],
  [[1.001, 1.02], 'equivalent'],
  [[1.001, 1.04], 'worse'],
  [[0.99, 1.04], 'undecided'],
  [null, 'undecided'],
] as const)('judges the interval %j at a tolerance of 3 %% as %s', (interval, is) => {
  expect(judge(interval, 0.03)).toBe(is);
});

describe('a duet', () => {
  it('is of grade A, and its verdict gates', () => {
    const { design, primary, verdict, base, variance, quantiles } = compareDuet(eightPairs(1.1));
    expect(design).toMatchObject({ grade: 'A', pairs: 8, plannedPairs: 8, caveats: [] });
    expect(primary).toMatchObject({ metric: 'warm stored p50', runs: [8, 8], adjustedP: null });
    expect(primary.ratio).toBeCloseTo(1.1, 2);
    expect(verdict).toMatchObject({ is: 'worse', gates: true });
    expect(base.runs.map(({ pair }) => pair)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(variance?.deviation).toBeGreaterThan(0);
    expect((variance?.runs ?? 0) + (variance?.rounds ?? 0) + (variance?.requests ?? 0)).toBeCloseTo(
      1,
    );
    expect(quantiles.map(({ percent }) => percent)).toContain(95);
  });

  it('is better, equivalent, or undecided with the pairs that would decide', () => {
    expect(compareDuet(eightPairs(0.9)).verdict.is).toBe('better');
    expect(compareDuet(eightPairs(1.005)).verdict.is).toBe('equivalent');
    const wild = eightPairs(1).map(([a, b], at) => [a, b * (1 + ((at % 4) - 1.2) / 25)] as const);
    const { verdict } = compareDuet(wild);
    expect(verdict.is).toBe('undecided');
    expect(verdict.pairsToDecide).toBeGreaterThan(8);
  });

  it('is undecided under six pairs, whatever they show', () => {
    const { verdict, primary } = compareDuet(eightPairs(2).slice(0, 5));
    expect([verdict.is, verdict.pairsToDecide, primary.interval]).toEqual(['undecided', 6, null]);
  });

  it('is undecided before it is whole: a look at it would be a look more', () => {
    const { verdict, design } = compareDuet(eightPairs(1.5), { planned: 10 });
    expect([verdict.is, verdict.why]).toEqual(['undecided', '8 of 10 planned pairs are there']);
    expect(design.caveats).toHaveLength(1);
  });

  it('never lets pilot pairs or half pairs in', () => {
    const runs = duetRuns([[10, 90], [10, 90], ...eightPairs(1)], { pilots: 2, planned: 10 });
    const { design, verdict } = compareRuns(designOfDuet(runs), options);
    expect(design).toMatchObject({ pairs: 8, pilotPairs: 2 });
    expect(verdict.is).toBe('equivalent');
    const half = compareRuns(designOfDuet(runs.slice(0, -1)), options);
    expect(half.design.pairs).toBe(7);
    expect(half.verdict.is).toBe('undecided');
    expect(half.design.caveats.join()).toContain('1 of the pairs had one arm only and is left out');
    const pilotsOnly = () => compareRuns(designOfDuet(runs.slice(0, 4)), options);
    expect(pilotsOnly).toThrow('there is no whole pair to compare');
  });

  it('leaves out a pair of which a run was interrupted', () => {
    const change = (run: ReturnType<typeof comparableRun>, { pair }: { readonly pair: number }) =>
      pair === 3 ? { ...run, interrupted: true } : run;
    expect(compareDuet(eightPairs(1.2), { change }).design.pairs).toBe(7);
  });

  it('names outliers, groups, failures and taint, and gates all the same', () => {
    const pairs = eightPairs(1.1).map(([a, b], at) => [a, at === 4 ? b * 2 : b] as const);
    const { notes, verdict } = compareDuet(pairs, {
      change: (run, { arm, pair }) =>
        arm === 'B' && pair === 1
          ? { ...run, selfCheck: { ...run.selfCheck, tainted: true, reasons: ['late'] } }
          : run,
    });
    expect(verdict.is).toBe('worse');
    expect(notes.join('\n')).toMatch(/^1 of 16 runs are tainted/);
    expect(notes.join('\n')).toMatch(/Pair 5 \(ratio 2\.\d+\) lies far/);
    const groups = eightPairs(1).map(([a, b], at) => [at % 2 ? a * 2 : a, b] as const);
    expect(compareDuet(groups).notes.join()).toContain('The runs of the base fall into two groups');
  });

  it('refuses runs of two duets, and a run that is there twice', () => {
    const [first, second] = [duetRuns(eightPairs(1)), duetRuns(eightPairs(1), { id: 'eeee1111' })];
    expect(() => designOfDuet([...first, ...second])).toThrow('not of one duet');
    expect(() => designOfDuet([...first, ...first.slice(0, 1)])).toThrow('compared with itself');
  });
});

describe('sides that are no pairs', () => {
  it('are of grade B within a day, C beyond, say what may be wrong and gate nothing by themselves', () => {
    const b = compareRuns(
      sidesOf([25, 25.5, 24.8, 25.2, 25.1], [30, 30.5, 29.8, 30.2, 30.1]),
      options,
    );
    expect(b.design).toMatchObject({ grade: 'B', pairs: null });
    expect(b.design.caveats[0]).toContain('all runs of one side were made before the other');
    expect(b.verdict).toMatchObject({ is: 'worse', gates: false });
    const old = sidesOf([25, 25.5, 24.8, 25.2], [30, 30.5, 29.8, 30.2], '28');
    const c = compareRuns(old, { ...options, acceptSequential: true });
    expect(c.design.grade).toBe('C');
    expect(c.verdict).toMatchObject({ is: 'worse', gates: true });
  });

  it('are undecided when they are too few', () => {
    const { verdict, primary } = compareRuns(sidesOf([25], [50]), options);
    expect([verdict.is, primary.interval]).toEqual(['undecided', null]);
  });

  it('name what is unlike, and refuse other scenarios with the difference', () => {
    const change = (run: ReturnType<typeof comparableRun>) => ({
      ...run,
      environment: { ...run.environment, nodeVersion: 'v22.0.0' },
    });
    const one = comparableRun(25, { runId: 'one' });
    const other = comparableRun(25, { runId: 'other', change });
    expect(compareRuns(designOfSides([one], [other]), options).unlike).toEqual([
      { what: 'Node version', base: 'v20.20.2', new: 'v22.0.0' },
    ]);
    const longer = comparableRun(25, {
      runId: 'longer',
      change: (run) => ({ ...run, scenario: { ...run.scenario, timeoutMs: 5 } }),
    });
    expect(() => compareRuns(designOfSides([one], [longer]), options)).toThrow(
      expect.objectContaining({ kind: 'usage', why: 'time-out: 28000 and 5' }),
    );
  });
});

describe('the metric', () => {
  it('is read as it is written', () => {
    expect(parseRunMetric('warm stored p50')).toEqual({
      start: 'warm',
      outcome: 'stored',
      percent: 50,
    });
    expect(parseRunMetric('cold p(99.9)')).toEqual({ start: 'cold', percent: 99.9 });
    expect(parseRunMetric('bursts/cold stored med')).toMatchObject({ part: 'bursts', percent: 50 });
    for (const wrong of ['', 'warm', 'p0', 'p100', 'warm warm p50', 'lukewarm p50', 'NaN']) {
      expect(parseRunMetric(wrong)).toBeUndefined();
    }
  });

  it('is declared once, and others are adjusted for their number', () => {
    const { primary, others } = compareDuet(eightPairs(1.1));
    expect(others.map(({ metric }) => metric)).toEqual([
      'warm stored p95',
      'warm stored p99',
      'cold fetched p50',
    ]);
    expect(others[0]?.adjustedP).toBeGreaterThan(primary.p);
    const runs = designOfDuet(duetRuns(eightPairs(1.1)));
    const metric = parseRunMetric('cold p50');
    expect(compareRuns(runs, { ...options, metric }).primary.metric).toBe('cold fetched p50');
  });

  it('that not every run has is refused with those that there are', () => {
    const runs = designOfDuet(duetRuns(eightPairs(1)));
    const ask = (text: string) => compareRuns(runs, { ...options, metric: parseRunMetric(text) });
    expect(() => ask('unknown p50')).toThrow('not every run has the metric');
    expect(() => ask('cold p99')).toThrow(
      expect.objectContaining({
        message: 'some runs have too few samples for cold fetched p99',
        hint: "run longer, or --metric 'cold fetched p50'",
      }),
    );
    const none = comparableRun(25, {
      runId: 'none',
      change: (run) => ({ ...run, populations: [] }),
    });
    const other = comparableRun(25, { runId: 'other' });
    expect(() => compareRuns(designOfSides([none], [other]), options)).toThrow(
      expect.objectContaining({ why: 'the runs have no samples in common' }),
    );
  });
});
