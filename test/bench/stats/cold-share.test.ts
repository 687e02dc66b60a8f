import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coldSharesOf, wilsonInterval } from '../../../src/bench/stats/cold-share.ts';
import { recordedPhase } from '../../support/load/recorded-run.ts';
import { waited } from '../../support/load/samples.ts';
import { seededRandom } from '../seeded-random.ts';

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));

/** How likely each number of successes is, among so many. */
const binomial = (n: number, share: number): readonly number[] => {
  const chances: number[] = [];
  let logWays = 0;
  for (let k = 0; k <= n; k += 1) {
    chances.push(Math.exp(logWays + k * Math.log(share) + (n - k) * Math.log(1 - share)));
    logWays += Math.log(n - k) - Math.log(k + 1);
  }
  return chances;
};

describe('wilsonInterval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d lies between %d and %d', (counted, of, from, to) => {
    const interval = wilsonInterval(counted, of);
    expect(interval.map((end) => Number(end.toFixed(4)))).toEqual([from, to]);
  });

  it('lies within 0 and 1, around what was counted, and the same from the other side', () => {
    fc.assert(
      fc.property(counts, ([counted, of]) => {
        const [from, to] = wilsonInterval(counted, of);
        expect(from >= 0 && from <= counted / of && to >= counted / of && to <= 1).toBe(true);
        const [mirrored, other] = wilsonInterval(of - counted, of);
        expect(mirrored).toBeCloseTo(1 - to, 12);
        expect(other).toBeCloseTo(1 - from, 12);
      }),
    );
  });

  it('ends where the share counted is 1.96 standard errors away', () => {
    fc.assert(
      fc.property(counts, ([counted, of]) => {
        const [from, to] = wilsonInterval(counted, of);
        for (const end of [...(counted > 0 ? [from] : []), ...(counted < of ? [to] : [])]) {
          const distance = Math.abs(counted / of - end) / Math.sqrt((end * (1 - end)) / of);
          expect(distance).toBeCloseTo(1.959964, 5);
        }
      }),
    );
  });

  it.each([20, 100, 1000])('of %d holds the true share 95 times in 100, over all shares', (n) => {
    const shares = Array.from({ length: 199 }, (_, at) => (at + 1) / 200);
    const intervals = Array.from({ length: n + 1 }, (_, k) => wilsonInterval(k, n));
    const coverage = shares.map((share) =>
      binomial(n, share).reduce((sum, chance, k) => {
        const [from = 0, to = 1] = intervals[k] ?? [];
        return from <= share && share <= to ? sum + chance : sum;
      }, 0),
    );
    const mean = coverage.reduce((sum, one) => sum + one, 0) / coverage.length;
    expect(mean).toBeGreaterThan(0.945);
    expect(mean).toBeLessThan(0.96);
    expect(Math.min(...coverage)).toBeGreaterThan(0.83);
  });

  it('holds a share of few cold starts in simulated runs', () => {
    const { below } = seededRandom(3);
    const [share, requests, runs] = [0.004, 2000, 1000];
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      let cold = 0;
      for (let at = 0; at < requests; at += 1) if (below(1000) < 1000 * share) cold += 1;
      const [from, to] = wilsonInterval(cold, requests);
      if (from <= share && share <= to) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.93);
  });
});

it('is of the requests of a phase whose answer tells, failed ones too', () => {
  const { summary } = recordedPhase({
    samples: [
      ...Array.from({ length: 6 }, (_, at) => waited(at, 10)),
      waited(7, 300, { start: 'cold', initKind: 'on-demand', sentDuring: 'load' }),
      waited(8, 300, { start: 'cold', class: 'function_error', errorCode: 'Error' }),
      waited(9, 10, { start: 'unknown' }),
    ],
  });
  expect(coldSharesOf([summary])).toEqual([
    { phase: 'load', waited: 2, told: 8, share: 0.25, interval: wilsonInterval(2, 8) },
  ]);
  const { summary: silent } = recordedPhase({ samples: [waited(1, 10, { start: 'unknown' })] });
  expect(coldSharesOf([silent])).toEqual([]);
});
