import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadFlags, loadOf } from '../../../src/bench/load/load-flags.ts';
import { parseRate, parseStage } from '../../../src/bench/load/parse-stage.ts';
import { parseDurationMs } from '../../../src/config/duration.ts';
import { FibimgError } from '../../../src/core/error.ts';

describe('parseRate', () => {
  it.each([
    ['50/s', 50],
    ['0.2/s', 0.2],
    ['30/m', 0.5],
    ['1800/h', 0.5],
    ['50', 50],
    ['0', 0],
  ])('reads %s as %d a second', (text, perSecond) => {
    expect(parseRate(text)).toBe(perSecond);
  });

  it.each(['', '/s', '50/d', '-1/s', '50/', '1e3/s', '50 /s', '.5/s', 'Infinity', '100001/s'])(
    'refuses %j',
    (text) => {
      expect(() => parseRate(text)).toThrow(`${JSON.stringify(text)} is not a rate`);
    },
  );

  it('reads thousandths exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e8 }), (thousandths) => {
        expect(parseRate(`${thousandths / 1000}/s`)).toBe(thousandths / 1000);
      }),
    );
  });
});

describe('parseStage', () => {
  it('reads virtual users and rates', () => {
    expect(parseStage('30s:20')).toEqual({ kind: 'vus', durationMs: 30_000, target: 20 });
    expect(parseStage('1m30s:50/s')).toEqual({ kind: 'rate', durationMs: 90_000, target: 50 });
    expect(parseStage('0s:0')).toEqual({ kind: 'vus', durationMs: 0, target: 0 });
  });

  it.each([
    ['30s', 'it is not DURATION:TARGET'],
    ['30s:1:2', 'it is not DURATION:TARGET'],
    ['30:20', '"30" is not a duration'],
    [':20', '"" is not a duration'],
    ['30s:', '"" is neither virtual users nor a rate'],
    ['30s:1.5', '"1.5" is neither'],
    ['30s:100001', '"100001" is neither'],
    ['30s:x/s', '"x/s" is not a rate'],
  ])('refuses %j, and says that %s', (text, why) => {
    const thrown = catching(() => parseStage(text));
    expect(thrown.message).toBe(`${JSON.stringify(text)} is not a stage`);
    expect(thrown.why).toContain(why);
  });

  it('reads any stage', () => {
    const stage = fc.record({
      kind: fc.constantFrom('vus', 'rate'),
      durationMs: fc.nat(1e9),
      target: fc.nat(100_000),
    });
    fc.assert(
      fc.property(stage, (one) => {
        const unit = one.kind === 'rate' ? '/s' : '';
        expect(parseStage(`${one.durationMs}ms:${one.target}${unit}`)).toEqual(one);
      }),
    );
  });
});

describe('parseDurationMs', () => {
  it('adds up its parts in any order of units (property)', () => {
    const unit = fc.constantFrom(['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000] as const);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(999), unit), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const text = parts.map(([amount, [name]]) => `${amount}${name}`).join('');
          const sum = parts.reduce((total, [amount, [, ms]]) => total + amount * Number(ms), 0);
          expect(parseDurationMs(text)).toBe(sum);
        },
      ),
    );
  });
});

describe('loadOf', () => {
  const flags = (some: Partial<LoadFlags>): LoadFlags => ({ stages: [], ...some });
  const common = { gracefulStopMs: 30_000, thinkTimeMs: 0 };
  const vusStage = { kind: 'vus', durationMs: 1000, target: 5 } as const;
  const rateStage = { kind: 'rate', durationMs: 1000, target: 400 } as const;

  it('is ten virtual users for ten seconds by default', () => {
    expect(loadOf(flags({}))).toEqual({
      ...{ executor: 'constant-vus', vus: 10, durationMs: 10_000 },
      ...common,
    });
  });

  it('shares iterations, within ten minutes or the duration', () => {
    expect(loadOf(flags({ iterations: 99, vus: 3 }))).toEqual({
      ...{ executor: 'shared-iterations', vus: 3, iterations: 99, maxDurationMs: 600_000 },
      ...common,
    });
    expect(loadOf(flags({ iterations: 99, durationMs: 5 }))).toMatchObject({ maxDurationMs: 5 });
  });

  it('ramps virtual users from one, as k6, or from --vus', () => {
    expect(loadOf(flags({ stages: [vusStage] }))).toEqual({
      ...{ executor: 'ramping-vus', startVus: 1, stages: [{ durationMs: 1000, target: 5 }] },
      ...common,
    });
    expect(loadOf(flags({ stages: [vusStage], vus: 7 }))).toMatchObject({ startVus: 7 });
  });

  it('keeps a rate with as many virtual users as it may need', () => {
    expect(loadOf(flags({ rate: 100, durationMs: 2000 }))).toEqual({
      ...{ executor: 'constant-arrival-rate', rate: 100, durationMs: 2000 },
      ...{ preAllocatedVus: 10, maxVus: 200, ...common },
    });
    const pool = (some: Partial<LoadFlags>) => loadOf(flags({ rate: 3, ...some }));
    expect(pool({})).toMatchObject({ preAllocatedVus: 10, maxVus: 50 });
    expect(pool({ vus: 4 })).toMatchObject({ preAllocatedVus: 4, maxVus: 4 });
    expect(pool({ vus: 4, maxVus: 9 })).toMatchObject({ preAllocatedVus: 4, maxVus: 9 });
    expect(pool({ maxVus: 2 })).toMatchObject({ preAllocatedVus: 2, maxVus: 2 });
  });

  it('ramps a rate from nothing or from --rate', () => {
    expect(loadOf(flags({ stages: [rateStage], rate: 20 }))).toMatchObject({
      ...{ executor: 'ramping-arrival-rate', startRate: 20, maxVus: 800 },
      stages: [{ durationMs: 1000, target: 400 }],
    });
    expect(loadOf(flags({ stages: [rateStage] }))).toMatchObject({ startRate: 0 });
  });

  it('hands on limits and pauses', () => {
    const limits = { maxRequests: 5, thinkTimeMs: 7, gracefulStopMs: 0 };
    expect(loadOf(flags(limits))).toMatchObject(limits);
  });

  it.each([
    [{ stages: [vusStage, rateStage] }, '--stage mixes virtual users and rates'],
    [{ stages: [vusStage], durationMs: 1 }, '--stage and --duration contradict'],
    [{ stages: [vusStage], iterations: 1 }, '--iterations cannot be shared'],
    [{ rate: 1, iterations: 1 }, '--iterations cannot be shared'],
    [{ stages: [vusStage], rate: 1 }, '--rate and stages of virtual users'],
    [{ maxVus: 3 }, '--max-vus is for arrival rates'],
    [{ rate: 1, vus: 3, maxVus: 2 }, '--max-vus 2 is below --vus 3'],
    [{ stages: [{ ...rateStage, target: 0 }] }, 'the load is empty'],
  ] satisfies readonly (readonly [Partial<LoadFlags>, string])[])('refuses %j', (some, what) => {
    expect(catching(() => loadOf(flags(some))).message).toContain(what);
  });
});

const catching = (work: () => unknown): FibimgError => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof FibimgError && thrown.kind === 'usage') return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
};
